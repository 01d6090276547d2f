// The options of a server.
import type { Module } from '../console/module.ts'
import type { MasterAddress } from '../console/monitor-agent.ts'
import type { Log } from '../kit/log.ts'
import type { Parameters } from '../protocol/parameters.ts'
import type { Tap } from '../tap/tap.ts'
import type { Transport } from '../transport/transport.ts'
import type { Lifecycle, ServiceFactory } from './app.ts'

export interface ServerOptions {
  id: string
  serverType: string
  /** Address to bind the RPC port on. Default 127.0.0.1. */
  host?: string
  /** RPC port: 0 for any free one (the default), `'none'` for a server that cannot be called. */
  port?: number | 'none'
  /** The secret of the cluster. */
  token: string
  /** Where the master listens. */
  master: KnownMaster | Promise<KnownMaster>
  /** Services by name, or a function that loads them. */
  services?: ServiceFactories | (() => Promise<ServiceFactories>)
  lifecycle?: Lifecycle | (() => Promise<Lifecycle | undefined>)
  /** Additional modules of the control plane, or a function that loads them. */
  modules?: readonly Module[] | (() => Promise<readonly Module[]>)
  /** Additional keys of the server's record, visible to every server. */
  info?: Record<string, unknown>
  parameters?: Partial<Parameters>
  log?: Log
  tap?: Tap
  transport?: Transport
}

export type ServiceFactories = Record<string, ServiceFactory>
/** `cause` is the id of the record that led to the address. */
type KnownMaster = MasterAddress & { cause?: string }
