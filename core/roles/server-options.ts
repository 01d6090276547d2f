// What a server is started with.
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
  /** Where its RPC port is bound; default 127.0.0.1. */
  host?: string
  /** RPC port: 0, the default, for any free one; `'none'` for a server that nobody can call. */
  port?: number | 'none'
  /** The cluster's secret. */
  token: string
  /** Where the master listens; `cause` is the id of the fact that told so. */
  master: KnownMaster | Promise<KnownMaster>
  /** Services by name, or what loads them. */
  services?: ServiceFactories | (() => Promise<ServiceFactories>)
  lifecycle?: Lifecycle | (() => Promise<Lifecycle | undefined>)
  /** Modules of the control plane beside Grove's own, or what loads them. */
  modules?: readonly Module[] | (() => Promise<readonly Module[]>)
  /** Further keys of the record that every server sees. */
  info?: Record<string, unknown>
  parameters?: Partial<Parameters>
  log?: Log
  tap?: Tap
  transport?: Transport
}

export type ServiceFactories = Record<string, ServiceFactory>
/** `cause` is the id of the fact that told where it listens. */
type KnownMaster = MasterAddress & { cause?: string }
