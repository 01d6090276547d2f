// What an adapter is given: it watches the modules of a framework as they are loaded, and reports what they do.
// docs/ADAPTERS.md shows how to write one.
import type { LogLevel } from '../kit/log.ts'
import type { Dialect } from '../protocol/dialect.ts'
import type {
  CallRecord,
  Incarnation,
  LinkKind,
  MemberRecord,
  Phase,
  ProxyRecord,
  ServerState,
  ViewRecord,
} from '../protocol/record.ts'
import type { Faults } from '../transport/faults.ts'

/** A value of a foreign program; its types are not known here. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Foreign = any

/** What the launcher knows of an adapter. */
export interface AdapterDefinition {
  name: string
  dialect: Dialect
  /** A user's own adapter: the absolute path of the CommonJS file that exports `install`. */
  file?: string | undefined
}

/** What the module of an adapter exports. It runs in each process before the program's own code. */
export type Install = (context: AdapterContext) => void

/** Which modules an adapter looks at. All conditions that are given must hold. */
export interface ModuleMatch {
  /** Name of the package that the file is part of. Absent: any, or none. */
  package?: string | RegExp
  /**
   * The file, with `/`: its path inside `package`, or the end of its absolute path. Absent: what `require(package)`
   * loads.
   */
  file?: string | RegExp
  /** Matches the absolute path, with `/`, of the file that requires it. The callback is called once for each of these. */
  requiredBy?: RegExp
}

export interface LoadedModule {
  /** Absolute path. */
  file: string
  /** Absolute folder of its package; null outside of packages. */
  directory: string | null
  /** The file that requires it; null for one that is loaded by `import`. */
  requiredBy: string | null
  /** Returns the version in the `package.json` of its package. */
  version(): string | undefined
}

/**
 * Called once for a module, when it has been loaded and before anyone else gets it. What it returns, unless undefined,
 * is what others get instead.
 */
export type OnModuleLoaded = (exports: Foreign, module: LoadedModule) => unknown

/** Calls the wrapped method. */
export type Original = (self: Foreign, args: Foreign[]) => Foreign
/** Runs in place of a method, and returns its result. What `original` throws passes through it. */
export type Around = (self: Foreign, args: Foreign[], original: Original) => Foreign

export interface AdapterContext {
  /** Id, type and role of the server in the plan. */
  readonly id: string
  readonly serverType: string
  readonly role: 'master' | 'server'
  /** The address that servers listen on in the plan. */
  readonly host: string
  /** What the launcher tells this adapter beyond that; {} if nothing. */
  readonly options: Readonly<Record<string, unknown>>
  /** Whether this adapter has failed and was switched off: everything runs as without Grove. */
  readonly isOff: boolean

  onModuleLoaded(match: ModuleMatch, callback: OnModuleLoaded): void
  /** Wraps a method where it is found. @throws if there is none, which switches the adapter off */
  wrapMethod(owner: Foreign, name: string, around: Around): void
  /**
   * Returns a function that never throws: a listener or a callback that the adapter gives to its host program. If it
   * fails, the adapter is switched off.
   */
  guard<Args extends unknown[]>(callback: (...args: Args) => void): (...args: Args) => void
  /** Makes this process a member of the cluster and reports it to the launcher. Each call adds a member. */
  join(options: JoinOptions): Member
  /** Adds a line to the timeline, and to the log of the server once there is a member. */
  log(level: LogLevel, text: string): void
}

export interface JoinOptions {
  /** Tells a restarted member from its predecessor: an id that the framework itself has made, or the pid. */
  instance: string
  /** By what name other members know this one. */
  node?: string | undefined
  /**
   * Tells members of one server apart: the lane is `<id>.<worker>`. Absent: chosen for the workers of `node:cluster` and
   * for all but the first member of a process.
   */
  worker?: string | undefined
}

export interface MasterAddress {
  host: string
  port: number
}

export interface Member {
  /** Resolves when the launcher knows this member by name: hold the first dial until then. Never rejects. */
  readonly welcomed: Promise<void>
  /** Where there is a master: resolves when it listens; with null when there is no launcher any more. Never rejects. */
  readonly master: Promise<MasterAddress | null>
  /** Kept current by the member. */
  readonly state: ServerState
  readonly faults: Faults
  readonly bus: Bus

  /** Reports a state. Returns the id of its record; undefined where it is in this state already, or is stopping. */
  become(state: ServerState, reason?: string): string | undefined
  /** It has joined. May be called again. */
  started(): void
  /** It cannot join. */
  failed(message: string): void
  /** Master only: it listens. */
  listening(host: string, port: number): void
  /** A further name by which others know this member. */
  alias(node: string): void
  /** Reports a step of the dialect. Returns the id of its record. */
  step(step: string, about?: string): string
  /** Reports changes of its view. Returns the id of the record; undefined where nothing changed. */
  view(change: ViewChange): string | undefined
  /** Reports that it made or dropped proxies for a server. Returns the id of the record. */
  proxies(server: Incarnation, details: Pick<ProxyRecord, 'serverType' | 'services' | 'made'>): string
  /** A connection of this process. `peer`: the other end's name, if it is known. */
  link(kind: LinkKind, end: 'dialler' | 'listener', peer?: string): TappedLink
  /** A connection from a program outside of the cluster. Its packets are recorded as `rpc`; faults leave it alone. */
  clientLink(): TappedLink
  log(level: LogLevel, text: string): void
  /**
   * Called when the launcher asks for an orderly end; afterwards the process exits with code 0. Without a callback the
   * process gets the signal that it would get without an adapter.
   */
  onStop(stop: () => Promise<unknown> | void): void
  /** This member has left, and its process goes on. */
  leave(): void
  /** Runs `body`, as the effect of these records. */
  causedBy<Result>(ids: readonly (string | undefined)[], body: () => Result): Result
}

export interface ViewChange {
  /** Members of the view are known by their id: one that is added again with another instance replaces itself. */
  added?: MemberRecord[]
  removed?: ({ id: string } & Partial<ViewRecord['removed'][number]>)[]
}

/** A packet as an adapter sees it. Build it cheaply: functions are called only where the tap level wants the body. */
export interface AdapterPacket {
  /** The framework's own name of it. */
  event: string
  /** For people, and for the patterns of the dialect; `event` if absent. */
  name?: string | undefined
  phase?: Phase | undefined
  /** Size of the encoded packet. */
  bytes: number
  /** The packet, or a function that returns it. */
  body?: unknown
  /** Instead of `body`: its JSON text, which is not parsed again. */
  json?: string | (() => string) | undefined
  calls?: CallRecord[] | undefined
}

/** A packet, or a function that returns it: called at once, and only where it is recorded or under a fault. */
export type DescribedPacket = AdapterPacket | (() => AdapterPacket)

/** One end of a connection. It numbers its packets, so the other end must tap the same ones. */
export interface TappedLink {
  /** `conn` is equal at both ends, and unique in the run: both ports, or an id of the session. */
  opened(conn: string, peer?: string): void
  closed(reason: string): void
  /**
   * Reports a packet and calls `write`, which hands it over: later under an injected delay, never under a drop. Returns
   * its result, if it was called at once. A packet may be sent before the connection stands.
   */
  send<Result>(packet: DescribedPacket, write: () => Result): Result | undefined
  /** Reports a packet and calls `handle`, which delivers it. What that does is caused by the packet. */
  receive<Result>(packet: DescribedPacket, handle: () => Result): Result | undefined
}

/** A packet that any number of members receive by way of a broker. */
export interface BusPacket extends AdapterPacket {
  /** `rpc` for calls, which are many; `control` for membership. */
  kind: LinkKind
  topic: string
  /** Equal at the publisher and all receivers: an id inside the packet, or a hash of it. */
  key: string
  /** The name of its sender, as the packet has it. */
  from?: string | undefined
  /** The name of the one member that it is for. */
  to?: string | undefined
}

/** Publish and subscribe, without connections between members. As `TappedLink`. */
export interface Bus {
  /** Whether packets of this kind just pass, neither recorded nor under a fault: they need not be described. */
  isIdle(kind: LinkKind): boolean
  publish<Result>(packet: BusPacket, publish: () => Result): Result | undefined
  receive<Result>(packet: BusPacket, handle: () => Result): Result | undefined
}
