// The module `__console__`: what admin clients can request of the whole cluster (§7).
import { ClusterError, toWireError } from '../protocol/errors.ts'
import type { RegisterRequest } from '../protocol/packet.ts'
import type { ConsoleService } from './console-service.ts'
import type { MasterConsole, Module, ModuleCall } from './module.ts'

const MODULE_ID = '__console__'

export interface MasterConsoleOptions {
  /** Returns the registration of every registered server. */
  servers: () => RegisterRequest[]
  /** Returns the servers that `startOver` waits for. */
  waiting: () => { waiting: string[]; startedOver: boolean }
  service: ConsoleService
}

export function masterConsole({ servers, waiting, service }: MasterConsoleOptions): Module {
  const clientHandler = ({ body }: ModuleCall, console: MasterConsole): unknown => {
    const { action, ids, moduleId } = fieldsOf(body)
    if (action === 'list') return list(servers(), console)
    if (action === 'modules') return { modules: service.modules }
    if (action === 'waiting') return waiting()
    if (action === 'stop') return stop(ids, console)
    if (action !== 'enable' && action !== 'disable') throw unknownAction(action)
    service.setEnabled(String(moduleId), action === 'enable')
    console.notify(console.servers, { action, moduleId })
    return {}
  }
  return { moduleId: MODULE_ID, clientHandler }
}

export interface MonitorConsoleOptions {
  /** Returns the revision of the server's view. */
  revision: () => number
  service: ConsoleService
  /** Called when the master requests a stop. */
  onStopRequested: () => void
}

export function monitorConsole({ revision, service, onStopRequested }: MonitorConsoleOptions): Module {
  const monitorHandler = ({ body }: ModuleCall): unknown => {
    const { action, moduleId } = fieldsOf(body)
    if (action === 'stop') return onStopRequested()
    if (action === 'enable' || action === 'disable')
      return service.setEnabled(String(moduleId), action === 'enable')
    if (action !== 'info') throw unknownAction(action)
    const { rss, heapUsed } = process.memoryUsage()
    return { memory: { rss, heapUsed }, uptime: process.uptime(), revision: revision() }
  }
  return { moduleId: MODULE_ID, monitorHandler }
}

async function list(servers: RegisterRequest[], console: MasterConsole): Promise<unknown> {
  const rows = servers.map(async ({ id, serverType, pid, instance }) => {
    const server = { id, serverType, pid, instance }
    try {
      return [id, { ...server, ...fieldsOf(await console.request(id, { action: 'info' })) }]
    } catch (error) {
      return [id, { ...server, error: toWireError(error) }]
    }
  })
  return { servers: Object.fromEntries(await Promise.all(rows)) }
}

function stop(ids: unknown, console: MasterConsole): unknown {
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'string')) {
    throw new ClusterError('BAD_REQUEST', 'body.ids must be a list of server ids')
  }
  const unknown = ids.find((id) => !console.servers.includes(id))
  if (unknown !== undefined) throw new ClusterError('NO_SUCH_SERVER', `no server ${unknown} is registered`)
  console.notify(ids, { action: 'stop' })
  return { stopping: ids }
}

function unknownAction(action: unknown): ClusterError {
  return new ClusterError('UNKNOWN_ACTION', `${MODULE_ID} knows no action ${JSON.stringify(action)}`)
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
