// Calling a method through the proxies of a server: what is chosen, what is under way, and the last calls of this window.
import {
  argumentsProblem,
  problemOf,
  type CallableService,
  type CallTarget,
  type HostApi,
  type Problem,
  type RequestedCallResult,
} from '../../src-main/contract/index.ts'
import { parseArguments } from './call-arguments.ts'
import { recallArguments, rememberArguments } from './call-memory.ts'
import type { Run } from './run.svelte.ts'

const MAX_HISTORY = 30
const DEFAULT_TIMEOUT_MS = 5_000

export interface CallableMethod {
  serverType: string
  service: string
  method: string
}

export interface PastCall {
  id: number
  /** Nanoseconds since t0. */
  at: number
  caller: string
  method: CallableMethod
  target: CallTarget
  argumentsText: string
  result: RequestedCallResult | null
  /** Why the call was not made. */
  problem: Problem | null
}

export class Calling {
  /** The server that makes the call; null before one is chosen. */
  caller = $state<string | null>(null)
  /** What the caller can call; null until it has answered. */
  services = $state.raw<readonly CallableService[] | null>(null)
  /** Why it cannot be known. */
  problem = $state.raw<Problem | null>(null)
  search = $state('')
  targetKind = $state<CallTarget['kind']>('server')
  routeKey = $state('')
  timeoutMs = $state(DEFAULT_TIMEOUT_MS)
  argumentsText = $state('')
  isCalling = $state(false)
  /** The field that is next to be filled takes the focus when it is there. */
  wantsFocus = $state(false)
  /** The call whose answers are shown. */
  shown = $state.raw<PastCall | null>(null)
  /** The latest first. */
  history = $state.raw<readonly PastCall[]>([])
  #method = $state.raw<CallableMethod | null>(null)
  #targetServer = $state('')
  #count = 0
  #loads = 0
  readonly #run: Run
  readonly parsed = $derived(parseArguments(this.argumentsText))
  /** Why the arguments cannot be sent although they are JSON; null if they can. */
  readonly argumentsProblem = $derived(this.parsed.ok ? argumentsProblem(this.parsed.args) : null)
  /** The servers that offer the chosen method. */
  readonly servers = $derived.by((): readonly string[] => {
    const { serverType, service } = this.#method ?? {}
    return (
      this.services?.find((known) => known.serverType === serverType && known.service === service)?.servers ??
      []
    )
  })

  constructor(run: Run) {
    this.#run = run
  }

  get method(): CallableMethod | null {
    return this.#method
  }

  /** One that the user chose stays chosen when it is gone, so that no other one is called in its place. */
  get targetServer(): string {
    return this.#targetServer || (this.servers[0] ?? '')
  }

  set targetServer(id: string) {
    this.#targetServer = id
  }

  get canCall(): boolean {
    const isComplete = this.caller !== null && this.#method !== null && this.parsed.ok
    return isComplete && this.argumentsProblem === null && this.servers.length > 0 && !this.isCalling
  }

  /** Chooses a method, with its last arguments. */
  choose(method: CallableMethod): void {
    this.#method = method
    this.argumentsText = recallArguments(nameOf(method))
    if (!this.servers.includes(this.#targetServer)) this.#targetServer = ''
  }

  forgetMethod(): void {
    this.#method = null
  }

  /** Asks the caller what it can call. */
  async load(api: HostApi): Promise<void> {
    const { caller } = this
    if (caller === null) return
    const load = (this.#loads += 1)
    try {
      const services = await api.proxies(this.#run.id, caller)
      if (load !== this.#loads) return
      this.services = services
      this.problem = null
    } catch (error) {
      if (load !== this.#loads) return
      this.services = null
      this.problem = problemOf(error)
    }
  }

  /** Chooses another caller; what it can call is not known yet. */
  chooseCaller(id: string): void {
    if (id === this.caller) return
    this.caller = id
    this.services = null
    this.problem = null
    this.#loads += 1
  }

  /** Makes the call. Returns it with its answers, or with the reason why it was not made. */
  async call(api: HostApi): Promise<PastCall | null> {
    const { caller, method, parsed, argumentsText } = this
    if (!this.canCall || caller === null || method === null || !parsed.ok) return null
    const target = this.#target(method)
    const { service } = method
    const request = { service, method: method.method, args: parsed.args, target, timeoutMs: this.timeoutMs }
    const past = { id: (this.#count += 1), at: this.#run.now, caller, method, target, argumentsText }
    rememberArguments(nameOf(method), argumentsText)
    this.isCalling = true
    let done: PastCall
    try {
      done = { ...past, result: await api.call(this.#run.id, caller, request), problem: null }
    } catch (error) {
      done = { ...past, result: null, problem: problemOf(error) }
    }
    this.isCalling = false
    this.history = [done, ...this.history].slice(0, MAX_HISTORY)
    this.shown = done
    return done
  }

  /** Shows a call of the history, ready to be made again. */
  recall(past: PastCall): void {
    this.chooseCaller(past.caller)
    this.#method = past.method
    this.argumentsText = past.argumentsText
    this.targetKind = past.target.kind
    if (past.target.kind === 'server') this.#targetServer = past.target.id
    if (past.target.kind === 'route') this.routeKey = past.target.key
    this.shown = past
  }

  #target({ serverType }: CallableMethod): CallTarget {
    if (this.targetKind === 'server') return { kind: 'server', id: this.targetServer }
    if (this.targetKind === 'all') return { kind: 'all', serverType }
    return { kind: 'route', serverType, key: this.routeKey }
  }
}

/** Names a method among those of all clusters: its type, service and method. */
function nameOf({ serverType, service, method }: CallableMethod): string {
  return `${serverType} ${service}.${method}`
}
