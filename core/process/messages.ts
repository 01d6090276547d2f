// The IPC messages between a cluster process and its parent, and what the process is started with.
// Every message has the key `grove`, so that a user's own IPC messages are ignored.
import type { Parameters } from '../protocol/parameters.ts'
import type { LinkFault, LinkKind, TapLevel, TapRecord } from '../protocol/record.ts'
import type { CallableService, RequestedCall, RequestedCallResult } from '../protocol/requested-call.ts'

/** An error for people, without a stack. */
export interface Failure {
  code: string
  message: string
  hint?: string
}

export type ChildMessage =
  /** The first message. Answered by `token`. */
  | { grove: 'tokenRequest' }
  /**
   * The first message of a member. An adapter adds its `pid`, and what the framework calls it (`node`). `worker` tells
   * members apart that share a program: the lane is `<id>.<worker>`. `at`: when it joined, nanoseconds since t0. Answered
   * by `welcome` where `pid` is given.
   */
  | { grove: 'hello'; instance: string; pid?: number; at?: number; node?: string; worker?: string }
  /** A further name that the framework uses for this member. */
  | { grove: 'alias'; node: string }
  | { grove: 'records'; records: TapRecord[] }
  /** Master only; `cause` is the id of its `listening` record. */
  | { grove: 'listening'; host: string; port: number; cause: string }
  /** `memory`: resident set size in bytes. */
  | { grove: 'started'; memory?: number }
  /** An orderly stop has begun. */
  | { grove: 'ending'; memory?: number }
  | { grove: 'announcementsHeld' }
  /** The longest event-loop delay since the last `measure`, in milliseconds. */
  | { grove: 'measured'; eventLoopDelay: number }
  /** The WebSocket address of the debugger, or null if it cannot be opened. */
  | { grove: 'debuggerOpened'; url: string | null }
  /** The answer to `listProxies`. */
  | { grove: 'proxiesListed'; request: number; services: CallableService[] }
  /** The answer to `call`. */
  | { grove: 'called'; request: number; result: RequestedCallResult }
  | { grove: 'failed'; failure: Failure }

export type ParentMessage =
  /** The secret of the cluster. In the environment, preloaded modules and other processes could read it. */
  | { grove: 'token'; token: string }
  /** The name in `hello` is known: the adapter lets the framework speak to others. */
  | { grove: 'welcome' }
  /** Where the master listens; `cause` is the id of its `listening` record. */
  | { grove: 'master'; host: string; port: number; cause?: string }
  /** To the master: the ids of the servers that the parent runs. */
  | { grove: 'expect'; ids: string[] }
  /** To the master: the ids of the servers that are being debugged; their heartbeats do not time out. */
  | { grove: 'inspected'; ids: string[] }
  /** To the master: the whole cluster is about to stop, so announce no removals. Answered by `announcementsHeld`. */
  | { grove: 'holdAnnouncements' }
  /** `peer`: only the links with this server or master. */
  | { grove: 'fault'; link: LinkKind; fault: LinkFault | null; peer?: string | undefined }
  | { grove: 'tap'; rpc: TapLevel }
  /** Answered by `measured`. */
  | { grove: 'measure' }
  /** Answered by `debuggerOpened`. */
  | { grove: 'openDebugger' }
  /** To a server: lists what it can call. Answered by `proxiesListed` with the same number. */
  | { grove: 'listProxies'; request: number }
  /** To a server: makes a call through its proxies. Answered by `called` with the same number. */
  | { grove: 'call'; request: number; call: RequestedCall }
  | { grove: 'stop' }

/** What a cluster process is started with: JSON in the environment variable `GROVE_PROCESS`. No secrets. */
export interface ProcessSetup {
  role: 'master' | 'server'
  id: string
  serverType: string
  host: string
  /** RPC port (master: control port): a number, 0 for any free one, or `'none'`. */
  port: number | 'none'
  /** With port 0: the port to use if it is free, because the process had it last time. */
  preferredPort?: number
  /** Monotonic t0 of the run, nanoseconds, as a decimal string. */
  t0: string
  /** File URLs of the compiled services, by service name. */
  services: Record<string, string>
  /** File URL of the compiled lifecycle, or `null`. */
  lifecycle: string | null
  /** File URLs of the compiled modules, by name. */
  modules: Record<string, string>
  /** The folder of the compiled project; null if it has no files. */
  build: string | null
  /** Master: the ids of the servers to wait for. */
  expect?: string[]
  tap: { rpc: TapLevel }
  /** Timers and limits that differ from the protocol's defaults. */
  parameters?: Partial<Parameters>
  /** The file of log marks (log-mark.ts) beside the log that stdout and stderr go to. */
  logTimes?: string
}

/** `modules.json` in the folder of a compiled project: what a process needs to load its files. */
export interface ModuleTable {
  /** Grove's state folder. */
  state: string
  /** The project's folder. */
  directory: string
  /** Yarn's `.pnp.cjs` if packages lie in its archives. */
  plugAndPlay: string | null
  /** By source file, absolute. */
  modules: Record<string, CompiledModule>
}

/** A compiled source file. `file` is relative to the build. */
export interface CompiledModule {
  file: string
  format: 'esm' | 'commonjs'
  /** What `import()` and `require` get by specifier: absolute files, and file URLs of ES modules in packages. */
  imports?: Record<string, string>
  requires?: Record<string, string>
}
