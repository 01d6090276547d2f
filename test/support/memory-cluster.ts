// A cluster in one process over the memory transport: the production master and servers, without sockets.
import type { App, Lifecycle, Parameters, ServerOptions, ServiceFactory } from '../../core/index.ts'
import { DEFAULTS } from '../../core/protocol/parameters.ts'
import type { TapRecord } from '../../core/protocol/record.ts'
import { Master } from '../../core/roles/master.ts'
import { Server } from '../../core/roles/server.ts'
import { clockSince } from '../../core/kit/node-clock.ts'
import { Tap } from '../../core/tap/tap.ts'
import { MemoryNetwork, MemoryTransport } from './memory-transport.ts'

const TOKEN = 'a secret of this test'

export interface MemoryServerOptions {
  port?: number | 'none'
  token?: string
  services?: Record<string, ServiceFactory>
  lifecycle?: Lifecycle
  info?: Record<string, unknown>
  /** Default: the cluster's master. */
  master?: ServerOptions['master']
}

/** Records of one process's tap. */
export type Records = TapRecord[]

export class MemoryCluster implements AsyncDisposable {
  readonly records = new Map<string, Records>()
  readonly #network = new MemoryNetwork()
  readonly #parameters: Parameters
  readonly #running = new Set<{ stop(): Promise<void> }>()
  #master: Master | undefined

  constructor(parameters: Partial<Parameters> = {}) {
    this.#parameters = { ...DEFAULTS, redialMinMs: 5, redialMaxMs: 20, ...parameters }
  }

  get master(): Master {
    if (!this.#master) throw new Error('the master was not started')
    return this.#master
  }

  async startMaster(expect?: string[], port = 0): Promise<Master> {
    const wire = this.#wire('master-1')
    const master = new Master({
      token: TOKEN,
      port,
      parameters: this.#parameters,
      ...wire,
      ...(expect ? { expect } : {}),
    })
    this.#master = master
    this.#running.add(master)
    await master.start()
    return master
  }

  /** Creates a server without starting it. */
  server(id: string, options: MemoryServerOptions = {}): Server {
    const address = this.master.address ?? { host: '127.0.0.1', port: 1 }
    const given: ServerOptions = {
      token: TOKEN,
      master: address,
      ...options,
      id,
      serverType: id.split('-')[0] ?? id,
      parameters: this.#parameters,
      ...this.#wire(id),
    }
    const server = new Server(given)
    this.#running.add(server)
    return server
  }

  async join(id: string, options: MemoryServerOptions = {}): Promise<Server> {
    const server = this.server(id, options)
    await server.start()
    return server
  }

  /** Returns the tap records of a process. */
  recordsOf(id: string): Records {
    return this.records.get(id) ?? []
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#running].map((member) => member.stop()))
  }

  #wire(id: string): { tap: Tap; transport: MemoryTransport } {
    const records: Records = []
    this.records.set(id, records)
    const tap = new Tap({
      process: id,
      now: clockSince(),
      sink: (record) => records.push(record),
      rpc: 'full',
    })
    return { tap, transport: new MemoryTransport(this.#network, tap, this.#parameters) }
  }
}

export function idsOf(app: App): string[] {
  return app
    .servers()
    .map(({ id }) => id)
    .toSorted()
}
