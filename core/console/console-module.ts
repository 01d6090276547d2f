// `__console__`: what an admin client asks of the cluster as a whole (§7).
import { ClusterError, toWireError } from '../protocol/errors.ts'
import type { RegisterRequest } from '../protocol/packet.ts'
import type { ConsoleService } from './console-service.ts'
import type { MasterConsole, Module, ModuleCall } from './module.ts'

const CONSOLE = '__console__'

export interface MasterFacts {
  /** Every registered server's registration. */
  servers: () => RegisterRequest[]
  /** What `startOver` waits for. */
  waiting: () => { waiting: string[]; startedOver: boolean }
  service: ConsoleService
}

export function masterConsole({ servers, waiting, service }: MasterFacts): Module {
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
  return { moduleId: CONSOLE, clientHandler }
}

export interface MonitorFacts {
  /** Of the server's view. */
  revision: () => number
  service: ConsoleService
  /** The master asks it to stop. */
  stop: () => void
}

export function monitorConsole({ revision, service, stop: stopAsked }: MonitorFacts): Module {
  const monitorHandler = ({ body }: ModuleCall): unknown => {
    const { action, moduleId } = fieldsOf(body)
    if (action === 'stop') return stopAsked()
    if (action === 'enable' || action === 'disable')
      return service.setEnabled(String(moduleId), action === 'enable')
    if (action !== 'info') throw unknownAction(action)
    const { rss, heapUsed } = process.memoryUsage()
    return { memory: { rss, heapUsed }, uptime: process.uptime(), revision: revision() }
  }
  return { moduleId: CONSOLE, monitorHandler }
}

async function list(servers: RegisterRequest[], console: MasterConsole): Promise<unknown> {
  const rows = servers.map(async ({ id, serverType, pid, instance }) => {
    const facts = { id, serverType, pid, instance }
    try {
      return [id, { ...facts, ...fieldsOf(await console.request(id, { action: 'info' })) }]
    } catch (error) {
      return [id, { ...facts, error: toWireError(error) }]
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
  return new ClusterError('UNKNOWN_ACTION', `${CONSOLE} knows no action ${JSON.stringify(action)}`)
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
