// Makes the calls that the launcher's user requests, by the same proxies and connections as calls of user code.
import { messageOf } from '../kit/message-of.ts'
import { causedBy } from '../kit/node-cause.ts'
import { isClusterError } from '../protocol/errors.ts'
import { utf8Length } from '../protocol/fields.ts'
import type {
  AnsweredValue,
  CallableService,
  CallAnswer,
  RequestedCall,
  RequestedCallResult,
} from '../protocol/requested-call.ts'
import type { Tap } from '../tap/tap.ts'
import type { Proxies } from './proxy.ts'
import { byKey } from './router.ts'
import type { Station } from './station.ts'

/** Characters of JSON in all answers to one call; more are cut. */
const MAX_ANSWER_CHARACTERS = 512 * 1024
/** Each answer gets its share, but not less. */
const MIN_ANSWER_CHARACTERS = 1_024
/** The step of the timeline that stands for the request. */
const STEP = 'callRequested'

export class RequestedCalls {
  readonly #tap: Tap
  readonly #proxies: Proxies
  readonly #station: Station

  constructor(tap: Tap, proxies: Proxies, station: Station) {
    this.#tap = tap
    this.#proxies = proxies
    this.#station = station
  }

  /** Lists what can be called, by server type and service. */
  list(): CallableService[] {
    const listed = new Map<string, CallableService>()
    for (const { id, serverType, services } of this.#proxies.all) {
      for (const [service, methods] of Object.entries(services)) {
        const key = JSON.stringify([serverType, service])
        const known = listed.get(key) ?? { serverType, service, methods: [], servers: [] }
        listed.set(key, known)
        known.servers.push(id)
        known.methods = [...new Set([...known.methods, ...methods])]
      }
    }
    for (const { servers } of listed.values()) servers.sort(byNumber)
    return [...listed.values()]
  }

  /** Never rejects: a call that fails is an answer too. */
  async call(call: RequestedCall): Promise<RequestedCallResult> {
    const { target } = call
    const event = this.#tap.step(STEP, target.kind === 'server' ? target.id : target.serverType)
    const answers = await causedBy([event], () => this.#callTargets(call))
    return { event, answers }
  }

  async #callTargets(call: RequestedCall): Promise<CallAnswer[]> {
    const { target } = call
    if (target.kind === 'server') return [await this.#callServer(target.id, call, MAX_ANSWER_CHARACTERS)]
    const servers = this.#proxies.ofType(target.serverType).sort((one, other) => byNumber(one.id, other.id))
    if (servers.length === 0) {
      const error = errorOf(this.#station.noneCallable(target.serverType))
      return [{ server: null, roundTrip: 0, value: null, error }]
    }
    const called = target.kind === 'all' ? servers : [byKey(target.key, servers) ?? servers[0]]
    const maxCharacters = Math.max(MIN_ANSWER_CHARACTERS, Math.floor(MAX_ANSWER_CHARACTERS / called.length))
    return Promise.all(called.map((server) => this.#callServer(server?.id ?? '', call, maxCharacters)))
  }

  async #callServer(server: string, call: RequestedCall, maxCharacters: number): Promise<CallAnswer> {
    const { service, method, args, timeoutMs } = call
    const start = this.#tap.now()
    try {
      const value = await this.#station.call(server, service, method, args, timeoutMs)
      const roundTrip = this.#tap.now() - start
      return { server, roundTrip, value: answeredValue(value, maxCharacters), error: null }
    } catch (error) {
      return { server, roundTrip: this.#tap.now() - start, value: null, error: errorOf(error) }
    }
  }
}

/** `chat-2` before `chat-10`. */
const byNumber = new Intl.Collator('en', { numeric: true }).compare

/** An answer arrived as JSON, so it can be written as JSON. */
function answeredValue(value: unknown, maxCharacters: number): AnsweredValue {
  const json = JSON.stringify(value ?? null)
  const isTruncated = json.length > maxCharacters
  return { json: isTruncated ? json.slice(0, maxCharacters) : json, bytes: utf8Length(json), isTruncated }
}

function errorOf(error: unknown): NonNullable<CallAnswer['error']> {
  const message = messageOf(error)
  return isClusterError(error)
    ? { code: error.code, message, hint: error.hint }
    : { code: 'RPC_FAILED', message }
}
