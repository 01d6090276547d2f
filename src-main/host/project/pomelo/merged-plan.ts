// The plan of a Pomelo or Pinus project: its own types, with the programs and settings of a `grove.json`.
import {
  memberOf,
  parsePlan,
  plannedMaster,
  planRules,
  plannedServers,
  portsOf,
  type ClusterPlan,
  type PlanProblem,
  type ServerGroup,
} from '../../../contract/index.ts'
import { fieldsOf } from './layout.ts'
import type { PomeloPlan, PomeloType } from './plan.ts'

export type MergedPlan = { ok: true; plan: ClusterPlan } | { ok: false; problems: PlanProblem[] }

const ADAPTER = 'pomelo'
/** Fields that a type of the project has from its configuration. */
const NOT_SETTINGS = ['port', 'args', 'command', 'cwd', 'adapter', 'stop']

/** Returns an empty plan for a project without `grove.json`. */
export function emptyPlan(name: string): ClusterPlan {
  const parsed = parsePlan({ name: name.slice(0, 128), servers: {}, pomelo: {} })
  return parsed.ok ? parsed.plan : emptyPlan('cluster')
}

/** @param text the plan as it stands in `grove.json`: which fields it has */
export function mergePlan(plan: ClusterPlan, text: unknown, { master, types }: PomeloPlan): MergedPlan {
  const written = fieldsOf(fieldsOf(text)['servers'])
  const settings = ([type]: [string, unknown]) => fieldsOf(written[type])
  const programs = Object.entries(plan.servers).filter(([type]) => !types.has(type))
  const own = [...types].map((entry): [string, ServerGroup] => [
    entry[0],
    groupOf(plan.servers[entry[0]], settings(entry), entry[1]),
  ])
  const problems = [
    ...programs.flatMap(([type, { command }]) =>
      command === undefined ? [unknownType(type, [...types.keys()])] : [],
    ),
    ...[...types].flatMap((entry) =>
      NOT_SETTINGS.filter((name) => Object.hasOwn(settings(entry), name)).map((name) => ({
        field: `servers.${entry[0]}.${name}`,
        message: `is not for a type of the project, which has it in its own configuration`,
      })),
    ),
    ...['host', 'port']
      .filter((name) => Object.hasOwn(fieldsOf(fieldsOf(text)['master']), name))
      .map((name) => ({ field: `master.${name}`, message: "is in the project's own config/master.json" })),
  ]
  const merged: ClusterPlan = {
    ...plan,
    master: { host: '127.0.0.1', port: 'auto', restart: plan.master.restart },
    servers: Object.fromEntries([...programs, ...own]),
  }
  if (master) merged.master = { ...merged.master, port: master.port, member: master.member }
  if (problems.length === 0) problems.push(...planRules(merged), ...clashes(merged))
  return problems.length === 0 ? { ok: true, plan: merged } : { ok: false, problems }
}

/** Returns the types that a plan takes Node arguments for. */
export function nodeArgsOf(plan: ClusterPlan): Record<string, string[]> {
  return Object.fromEntries(Object.entries(plan.servers).map(([type, { nodeArgs }]) => [type, nodeArgs]))
}

function groupOf(
  group: ServerGroup | undefined,
  written: Record<string, unknown>,
  { members, restart }: PomeloType,
): ServerGroup {
  const settings = group ?? emptyGroup()
  return {
    ...settings,
    count: Object.hasOwn(written, 'count') ? settings.count : members.length,
    port: 'none',
    restart: Object.hasOwn(written, 'restart') ? settings.restart : restart,
    // They are part of each command line.
    nodeArgs: [],
    adapter: ADAPTER,
    members,
  }
}

function emptyGroup(): ServerGroup {
  const parsed = parsePlan({ name: 'empty', servers: { empty: {} } })
  if (!parsed.ok) throw new Error('an empty group is valid')
  return parsed.plan.servers['empty'] as ServerGroup
}

function unknownType(type: string, types: string[]): PlanProblem {
  const message = `is neither a program with a "command" nor a type of the project, which has: ${types.join(', ')}`
  return { field: `servers.${type}`, message }
}

/** Ids and ports that two processes would have. */
function clashes(plan: ClusterPlan): PlanProblem[] {
  const problems: PlanProblem[] = []
  const ids = new Set<string>()
  const ports = new Map<number, string>()
  const master = plannedMaster(plan)
  const processes = [
    ...(master ? [{ ...master, ports: [Number(master.port)] }] : []),
    ...plannedServers(plan).map((server) => {
      const group = plan.servers[server.serverType]
      const member = group && memberOf(group, server.n)
      const own = typeof server.port === 'number' ? [server.port] : []
      return { ...server, ports: member ? portsOf(member) : own }
    }),
  ]
  for (const { id, serverType, ports: own } of processes) {
    const field = `servers.${serverType}`
    if (ids.has(id.toLowerCase()))
      problems.push({ field, message: `has the id ${id}, which another server has` })
    ids.add(id.toLowerCase())
    for (const port of own) {
      const owner = ports.get(port)
      if (owner !== undefined)
        problems.push({ field, message: `${id} uses port ${port}, which ${owner} uses too` })
      if (port > 65_535) problems.push({ field, message: `${id} would use port ${port}, past 65535` })
      ports.set(port, id)
    }
  }
  return problems
}
