// Requests to one server process that it answers by a message: its proxies, and calls through them.
import type { ChildMessage, ParentMessage } from '../../../core/process/messages.ts'
import type {
  CallableService,
  RequestedCall,
  RequestedCallResult,
} from '../../../core/protocol/requested-call.ts'
import { HostError } from '../../contract/index.ts'

/** Time that a process gets beyond the timeout of a call; one that takes longer has a blocked event loop. */
const ANSWER_TIMEOUT_MS = 2_000
/** Calls of one server that may be under way; more would only queue up. */
const MAX_OPEN = 100

type Answer = Extract<ChildMessage, { grove: 'proxiesListed' | 'called' }>

interface OpenRequest {
  resolve(answer: Answer): void
  reject(error: HostError): void
  timer: NodeJS.Timeout
}

export class ProcessRequests {
  readonly #server: string
  readonly #send: (message: ParentMessage) => void
  readonly #open = new Map<number, OpenRequest>()
  #count = 0

  constructor(server: string, send: (message: ParentMessage) => void) {
    this.#server = server
    this.#send = send
  }

  /** @throws `NO_ANSWER`, `CALLER_ENDED`, `OVERLOADED` */
  async listProxies(): Promise<CallableService[]> {
    const answer = await this.#request(ANSWER_TIMEOUT_MS, (request) => ({ grove: 'listProxies', request }))
    return answer.grove === 'proxiesListed' ? answer.services : []
  }

  /** @throws as `listProxies` */
  async call(call: RequestedCall): Promise<RequestedCallResult> {
    const timeoutMs = call.timeoutMs + ANSWER_TIMEOUT_MS
    const answer = await this.#request(timeoutMs, (request) => ({ grove: 'call', request, call }))
    if (answer.grove === 'called') return answer.result
    throw this.#refusal('NO_ANSWER', 'gave an answer to another request')
  }

  receive(answer: Answer): void {
    this.#finish(answer.request, (open) => open.resolve(answer))
  }

  /** To be called when the process has ended. */
  close(): void {
    const error = this.#refusal('CALLER_ENDED', 'ended before it answered')
    for (const request of this.#open.keys()) this.#finish(request, (open) => open.reject(error))
  }

  #request(timeoutMs: number, messageOf: (request: number) => ParentMessage): Promise<Answer> {
    if (this.#open.size >= MAX_OPEN) {
      const error = this.#refusal('OVERLOADED', `has ${MAX_OPEN} requests of yours that it has not answered`)
      return Promise.reject(error)
    }
    const request = ++this.#count
    return new Promise((resolve, reject) => {
      const onTimeout = (): void =>
        this.#finish(request, (open) =>
          open.reject(this.#refusal('NO_ANSWER', `did not answer within ${timeoutMs} ms: it is blocked`)),
        )
      this.#open.set(request, { resolve, reject, timer: setTimeout(onTimeout, timeoutMs) })
      this.#send(messageOf(request))
    })
  }

  #finish(request: number, complete: (open: OpenRequest) => void): void {
    const open = this.#open.get(request)
    if (!open) return
    clearTimeout(open.timer)
    this.#open.delete(request)
    complete(open)
  }

  #refusal(code: string, text: string): HostError {
    return new HostError({ code, message: `${this.#server} ${text}.`, server: this.#server })
  }
}
