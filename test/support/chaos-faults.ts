// Plans the faults of a chaos run: bursts, as a pure function of the seed. A model of which servers run makes every id
// and time known before anything starts.

export type FaultKind =
  | 'kill'
  | 'stop'
  | 'restart'
  | 'spawn'
  | 'join'
  | 'pause'
  | 'resume'
  | 'cut control'
  | 'heal control'
  | 'cut rpc'
  | 'heal rpc'
  | 'cut pair'
  | 'heal pair'

export interface Fault {
  /** Milliseconds since the start of its burst. */
  at: number
  kind: FaultKind
  target: string
  /** Of a pair: the other server. */
  peer?: string
}

export const MASTER = 'master-1'
const BURST_MS = 2_500
const MAX_FAULTS = 7
/** Faults of running servers; a kind listed twice is twice as likely. */
const ON_SERVERS: readonly FaultKind[] = [
  ...(['kill', 'kill', 'restart', 'stop', 'join', 'pause', 'pause'] as const),
  ...(['cut control', 'cut control', 'cut rpc', 'cut pair'] as const),
]
const ON_MASTER: readonly FaultKind[] = ['kill', 'kill', 'pause', 'cut control', 'restart']
const UNDONE_BY: Partial<Record<FaultKind, FaultKind>> = {
  pause: 'resume',
  'cut control': 'heal control',
  'cut rpc': 'heal rpc',
  'cut pair': 'heal pair',
}

/** Yields bursts without end: faults in order of time. At the end of a burst every fault is removed. */
export function* bursts(seed: number, servers: number): Generator<Fault[], never> {
  const plan = new FaultPlan(seed, servers)
  for (;;) yield plan.burst()
}

class FaultPlan {
  readonly #present: string[]
  readonly #absent: string[] = []
  readonly #servers: number
  readonly #random: (below: number) => number
  #named: number

  constructor(seed: number, servers: number) {
    this.#servers = servers
    this.#named = servers
    this.#present = Array.from({ length: servers }, (_, index) => nameOf(index + 1))
    this.#random = randomOf(seed)
  }

  burst(): Fault[] {
    const count = 1 + this.#random(MAX_FAULTS)
    const moments = Array.from({ length: count }, () => this.#random(BURST_MS)).toSorted((a, b) => a - b)
    const faults = moments.flatMap((at) => (this.#random(6) === 0 ? this.#onMaster(at) : this.#onServer(at)))
    return faults.toSorted((a, b) => a.at - b.at)
  }

  #onMaster(at: number): Fault[] {
    const kind = this.#one(ON_MASTER)
    const fault = { at, kind, target: MASTER }
    return kind === 'kill' ? [fault, this.#follow(fault, 'spawn')] : [fault, ...this.#undoing(fault)]
  }

  #onServer(at: number): Fault[] {
    if (this.#present.length < this.#servers && this.#random(2) === 0) return this.#comeBack(at)
    const kind = this.#one(ON_SERVERS)
    if (kind === 'join') return this.#join(at)
    const fault: Fault = { at, kind, target: this.#one(this.#present) }
    if (kind === 'cut pair') fault.peer = this.#one(this.#present.filter((id) => id !== fault.target))
    if (kind === 'stop') return this.#leave(fault)
    // A killed server comes back later in the same burst, or in a later one.
    if (kind !== 'kill') return [fault, ...this.#undoing(fault)]
    return this.#random(2) === 0 ? [fault, this.#follow(fault, 'spawn')] : this.#leave(fault)
  }

  #comeBack(at: number): Fault[] {
    const target = this.#one(this.#absent)
    this.#absent.splice(this.#absent.indexOf(target), 1)
    this.#present.push(target)
    return [{ at, kind: 'spawn', target }]
  }

  #join(at: number): Fault[] {
    this.#named += 1
    const target = nameOf(this.#named)
    this.#present.push(target)
    const tooMany = this.#present.length > this.#servers + 3
    const leaver = this.#one(this.#present)
    return [
      { at, kind: 'join', target },
      ...(tooMany ? this.#leave({ at, kind: 'stop', target: leaver }) : []),
    ]
  }

  #leave(fault: Fault): Fault[] {
    this.#present.splice(this.#present.indexOf(fault.target), 1)
    this.#absent.push(fault.target)
    return [fault]
  }

  #undoing(fault: Fault): Fault[] {
    const undoing = UNDONE_BY[fault.kind]
    return undoing ? [this.#follow(fault, undoing)] : []
  }

  #follow({ at, target, peer }: Fault, kind: FaultKind): Fault {
    const follower: Fault = { at: at + this.#random(BURST_MS), kind, target }
    if (peer !== undefined) follower.peer = peer
    return follower
  }

  #one<Item>(items: readonly Item[]): Item {
    const item = items[this.#random(items.length)]
    if (item === undefined) throw new Error('nobody is left to choose from')
    return item
  }
}

function nameOf(n: number): string {
  return `worker-${n}`
}

function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
