// Makes a plan of a Pomelo or Pinus configuration: each process with the command line that its master would write.
import type { Member, PlanProblem, RestartPolicy } from '../../../contract/index.ts'
import type { PomeloConfig } from './config-files.ts'
import type { PomeloLayout } from './layout.ts'
import { quoted } from './command-text.ts'
import { parseServerRecords, type ServerRecord } from './server-records.ts'

/** What the plan of a project is made of, from files or from the probe. */
export interface PomeloSource {
  layout: Pick<PomeloLayout, 'cwd' | 'entry' | 'require'>
  /** The Node that runs it. */
  node: string
  /** Further arguments of Node, by type. */
  nodeArgs: Record<string, string[]>
  environment: string
  /** Not validated. */
  servers: unknown
  master: unknown
  /** Whether the framework has expanded `clusterCount`. */
  expanded: boolean
}

export interface PomeloType {
  members: Member[]
  restart: RestartPolicy
}

export interface PomeloPlan {
  master: { member: Member; port: number; restart: RestartPolicy } | null
  types: Map<string, PomeloType>
  notes: PlanProblem[]
  /** Fields of the master's file begin with `master`. */
  problems: PlanProblem[]
}

const LOOPBACK = '127.0.0.1'
const LOCAL_HOSTS = new Set([LOOPBACK, 'localhost', '::1', '0.0.0.0', ''])
const HOST_KEYS = ['host', 'clientHost']
const RESTART_KEYS = ['auto-restart', 'restart-force']
const PORT_KEY = /port$/i
/** Grove opens debuggers on request. */
const DEBUG_FLAG = /^--(inspect|debug)/

export function planPomelo(source: PomeloSource): PomeloPlan {
  const notes: PlanProblem[] = []
  const master = parseMaster(source)
  const masterId = master.ok ? master.id : ''
  const records = parseServerRecords({ types: source.servers, expanded: source.expanded, masterId })
  const problems = [...(master.ok ? [] : master.problems), ...records.problems]
  if (!master.ok || problems.length > 0) return { master: null, types: new Map(), notes: [], problems }
  notes.push(...records.notes, ...master.notes)
  const moved = movePorts(records.servers, master.port)
  notes.push(...moved.notes)
  const types = new Map<string, PomeloType>()
  for (const type of new Set(moved.servers.map(({ serverType }) => serverType))) {
    const servers = moved.servers.filter(({ serverType }) => serverType === type)
    notes.push(...settingNotes(`servers.${type}`, servers))
    const members = servers.map((server) => memberOf(source, server))
    types.set(type, { members, restart: servers.some(isRestarted) ? 'always' : 'never' })
  }
  const { id, port, args } = master
  const command = commandLine(source, args, ['type=all', 'mode=stand-alone'])
  return {
    master: { member: { id, port, cwd: source.layout.cwd, command }, port, restart: 'never' },
    types,
    notes,
    problems: [],
  }
}

type Master =
  | { ok: true; id: string; port: number; args: string[]; notes: PlanProblem[] }
  | { ok: false; problems: PlanProblem[] }

/** The master is one server of its file, with the same rules. */
function parseMaster({ master }: PomeloSource): Master {
  if (master === null || master === undefined) {
    const message = 'is missing: it has the id and the port of the master'
    return { ok: false, problems: [{ field: 'master', message }] }
  }
  const { servers, problems, notes } = parseServerRecords({
    types: { m: [master] },
    expanded: true,
    masterId: '',
  })
  const named = ({ field, message }: PlanProblem) => ({
    field: field.replace(/^servers\.m\.0/, 'master'),
    message,
  })
  const [server] = servers
  if (!server) return { ok: false, problems: problems.map(named) }
  const port = Number(server.options.get('port') ?? 0)
  if (port === 0)
    return { ok: false, problems: [{ field: 'master.port', message: 'must be a port from 1 to 65535' }] }
  const own = settingNotes('master', [server])
  return { ok: true, id: server.id, port, args: nodeArguments(server), notes: [...notes.map(named), ...own] }
}

function memberOf(source: PomeloSource, server: ServerRecord): Member {
  const words = [...server.options, ['serverType', server.serverType] as const].map(([key, value]) => {
    const isRemote = HOST_KEYS.includes(key) && !LOCAL_HOSTS.has(String(value))
    return `${key}=${isRemote ? LOOPBACK : String(value)}`
  })
  return {
    id: server.id,
    port: Number(server.options.get('port') ?? 0) || 'none',
    cwd: source.layout.cwd,
    command: commandLine(
      source,
      [...nodeArguments(server), ...(source.nodeArgs[server.serverType] ?? [])],
      words,
    ),
  }
}

function commandLine({ node, layout, environment }: PomeloSource, args: string[], words: string[]): string[] {
  const modules = layout.require.flatMap((module) => ['--require', module])
  const command = [node, ...modules, ...args, layout.entry, `env=${environment}`, ...words]
  // What looks like a reference of a plan is text here.
  return command.map((word) => word.replaceAll(/\$(?=PORT\b|\{)/g, '$$$$'))
}

function nodeArguments({ args }: ServerRecord): string[] {
  return args.filter((argument) => !DEBUG_FLAG.test(argument))
}

/** The master of these frameworks restarts such a server whenever it ends, unless it was stopped on purpose. */
function isRestarted({ options }: ServerRecord): boolean {
  return RESTART_KEYS.some((key) => String(options.get(key)) === 'true')
}

/** Servers of other machines may have the ports of these here: they get others. */
function movePorts(
  servers: ServerRecord[],
  masterPort: number,
): { servers: ServerRecord[]; notes: PlanProblem[] } {
  const owners = new Map<number, { host: string }>([[masterPort, { host: LOOPBACK }]])
  const all = new Set(
    servers.flatMap(({ options }) => [...options].filter(isPort).map(([, value]) => Number(value))),
  )
  const notes: PlanProblem[] = []
  const moved = servers.map((server) => {
    const host = hostOf(server)
    const options = new Map(server.options)
    for (const [key, value] of [...options].filter(isPort)) {
      const port = Number(value)
      const owner = owners.get(port)
      if (owner === undefined || owner.host === host) {
        owners.set(port, { host })
        continue
      }
      let free = port
      while (all.has(free) || owners.has(free)) free += 1
      owners.set(free, { host })
      options.set(key, free)
      const message = `is ${free} instead of ${port}, which another server has on this machine`
      notes.push({ field: `servers.${server.serverType}: ${server.id}.${key}`, message })
    }
    return { ...server, options }
  })
  return { servers: moved, notes }
}

function isPort([key, value]: [string, unknown]): boolean {
  return PORT_KEY.test(key) && Number(value) > 0
}

function hostOf({ options }: ServerRecord): string {
  const host = String(options.get('host') ?? '')
  return LOCAL_HOSTS.has(host) ? LOOPBACK : host
}

/** A note for each setting that is not followed. */
function settingNotes(field: string, servers: ServerRecord[]): PlanProblem[] {
  const notes: string[] = []
  for (const key of HOST_KEYS) {
    const hosts = servers.flatMap(({ options }) => {
      const host = options.get(key)
      return host === undefined || LOCAL_HOSTS.has(String(host)) ? [] : quoted(String(host))
    })
    const list = [...new Set(hosts)].join(', ')
    if (list !== '')
      notes.push(`has ${key} ${list}, which is ${LOOPBACK} here: Grove runs all on this machine`)
  }
  if (servers.some(({ args }) => args.some((argument) => DEBUG_FLAG.test(argument)))) {
    notes.push('has flags for the debugger, which are left out: any running server can be inspected')
  }
  if (servers.some(({ options }) => options.has('cpu')))
    notes.push('has cpu: Grove binds no server to a processor')
  const restarted = servers.filter(isRestarted)
  if (restarted.length > 0 && field !== 'master') {
    const which =
      restarted.length < servers.length ? ', for all of its servers, though only some have it' : ''
    notes.push(`has auto-restart, which Grove does instead of the master${which}`)
  }
  return notes.map((message) => ({ field, message }))
}

/** Names the files that log4js writes: their lines are not in the logs that Grove shows. */
export function logNotes({ logFiles, missingLogFolders }: PomeloConfig): PlanProblem[] {
  if (logFiles.length === 0) return []
  const named = (files: string[]) => files.map((file) => JSON.stringify(file)).join(', ')
  const missing =
    missingLogFolders.length > 0 ? `; create ${named(missingLogFolders)}, which log4js may not do itself` : ''
  const message = `writes ${named(logFiles)}; Grove shows what servers print${missing}`
  return [{ field: 'config/log4js.json', message }]
}
