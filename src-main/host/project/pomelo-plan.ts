// Converts a Pomelo or Pinus configuration to a plan, with a note for every setting that is lost.
import type { PlanProblem } from '../../contract/index.ts'

/** The parsed files of `config/`; undefined if there is none. */
export interface PomeloConfig {
  /** Name of the cluster. */
  name: string
  servers: unknown
  master: unknown
}

export interface ImportedPlan {
  /** Not yet validated. */
  plan: Record<string, unknown>
  environment: string | null
  /** Settings that could not be imported, and why. */
  notes: PlanProblem[]
}

type Fields = Record<string, unknown>

const RESTART_KEYS = ['auto-restart', 'restart-force']
/** Keys that are imported or have a note of their own. */
const KNOWN_KEYS = new Set(['id', 'host', 'port', 'args', 'clusterCount', ...RESTART_KEYS])
const LOCAL_HOSTS = new Set(['127.0.0.1', 'localhost', '::1', '0.0.0.0', ''])
/** Grove opens debuggers on request. */
const DEBUG_FLAG = /^--(inspect|debug)/
const DEFAULT_ENVIRONMENT = 'development'

export function planFromPomelo({ name, servers, master }: PomeloConfig): ImportedPlan {
  const environment = environmentOf(servers)
  const notes: PlanProblem[] = []
  const types = Object.entries(fieldsOf(inEnvironment(servers, environment)))
  const others = Object.keys(fieldsOf(servers)).filter((one) => environment !== null && one !== environment)
  if (others.length > 0) {
    notes.push({
      field: 'config/servers.json',
      message: `is read for "${environment}"; left out: ${others.join(', ')}`,
    })
  }
  const groups = types.flatMap(([type, entries]): [string, Fields][] => {
    const field = `servers.${type}`
    if (!Array.isArray(entries)) {
      notes.push({ field, message: 'is not a list of servers and is left out' })
      return []
    }
    return [[type, groupOf(type, entries.map(fieldsOf), (message) => notes.push({ field, message }))]]
  })
  const plan = {
    name,
    master: masterOf(fieldsOf(inEnvironment(master, environment)), notes),
    servers: Object.fromEntries(groups),
  }
  return { plan, environment, notes }
}

/** Returns `development`, else the first environment; null if the file has none. */
function environmentOf(servers: unknown): string | null {
  const names = Object.entries(fieldsOf(servers)).flatMap(([name, value]) =>
    Array.isArray(value) ? [] : name,
  )
  return names.includes(DEFAULT_ENVIRONMENT) ? DEFAULT_ENVIRONMENT : (names[0] ?? null)
}

function inEnvironment(value: unknown, environment: string | null): unknown {
  const fields = fieldsOf(value)
  return environment !== null && Object.hasOwn(fields, environment) ? fields[environment] : value
}

function masterOf({ host, port }: Fields, notes: PlanProblem[]): Fields {
  if (typeof host === 'string' && !LOCAL_HOSTS.has(host)) {
    notes.push({
      field: 'master.host',
      message: `is 127.0.0.1 instead of ${host}: Grove runs on one machine`,
    })
  }
  return { host: '127.0.0.1', port: typeof port === 'number' ? port : 'auto' }
}

function groupOf(type: string, entries: Fields[], note: (message: string) => void): Fields {
  const each = entries.flatMap(expand)
  noteIds(type, each, note)
  noteHosts(each, note)
  noteOthers(each, note)
  const nodeArgs = nodeArgsOf(entries, note)
  const restarts = areRestarted(entries, note)
  return {
    count: each.length,
    port: portOf(each, note),
    nodeArgs: nodeArgs.length > 0 ? nodeArgs : undefined,
    restart: restarts ? 'always' : undefined,
  }
}

/** Expands `clusterCount`, with a port like "3150++". */
function expand(entry: Fields): Fields[] {
  const { clusterCount, port } = entry
  const count = typeof clusterCount === 'number' && clusterCount > 0 ? clusterCount : 1
  const counting = typeof port === 'string' ? /^(\d+)\+\+$/.exec(port)?.[1] : undefined
  const portAt = (index: number) => (counting === undefined ? port : Number(counting) + index)
  return Array.from({ length: count }, (_, index) => ({ ...entry, port: portAt(index) }))
}

function portOf(entries: Fields[], note: (message: string) => void): number | 'auto' | 'none' {
  const ports = entries.map(({ port }) => Number(port)).filter((port) => port > 0)
  const [first] = ports
  if (first === undefined) return 'none'
  if (ports.length === entries.length && ports.every((port, index) => port === first + index)) return first
  note(`has the ports ${ports.join(', ')}, which are not consecutive: free ports are used`)
  return 'auto'
}

function nodeArgsOf(entries: Fields[], note: (message: string) => void): string[] {
  const all = entries.map(({ args }) => (typeof args === 'string' ? args.split(/\s+/).filter(Boolean) : []))
  const kept = all.map((args) => args.filter((arg) => !DEBUG_FLAG.test(arg)))
  if (all.flat().length > kept.flat().length) {
    note('has flags for the debugger, which are left out: any running server can be inspected')
  }
  const [first = []] = kept
  if (kept.every((args) => args.join(' ') === first.join(' '))) return first
  note(`has other args for each server; all get those of the first: ${first.join(' ') || 'none'}`)
  return first
}

/** Pomelo's master restarts such a server whenever it ends, unless it was stopped on purpose. */
function areRestarted(entries: Fields[], note: (message: string) => void): boolean {
  const restarted = entries.filter((entry) => RESTART_KEYS.some((key) => String(entry[key]) === 'true'))
  if (restarted.length > 0 && restarted.length < entries.length) {
    note('has auto-restart for some of its servers; here all are restarted')
  }
  return restarted.length > 0
}

function noteIds(type: string, entries: Fields[], note: (message: string) => void): void {
  const old = entries.map(({ id }) => id).filter((id) => typeof id === 'string')
  if (old.every((id, index) => id === `${type}-${index + 1}`)) return
  note(
    `calls its servers ${old.join(', ')}; here they are ${type}-1${old.length > 1 ? ` to ${type}-${old.length}` : ''}`,
  )
}

function noteHosts(entries: Fields[], note: (message: string) => void): void {
  const hosts = entries.flatMap(({ host }) =>
    typeof host === 'string' && !LOCAL_HOSTS.has(host) ? host : [],
  )
  if (hosts.length > 0) note(`would run on ${[...new Set(hosts)].join(', ')}; Grove runs all on this machine`)
}

function noteOthers(entries: Fields[], note: (message: string) => void): void {
  const keys = new Set(entries.flatMap((entry) => Object.keys(entry)).filter((key) => !KNOWN_KEYS.has(key)))
  if (keys.size === 0) return
  note(`has ${[...keys].join(', ')}: give your code what it needs of these in env, or in app.info`)
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}
