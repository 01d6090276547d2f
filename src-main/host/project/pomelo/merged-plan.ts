// The plan of a Pomelo or Pinus project: its own types, with the programs and settings of a `grove.json`.
import {
  parsePlan,
  planRules,
  type ClusterPlan,
  type PlanProblem,
  type ServerGroup,
} from '../../../contract/index.ts'
import { portProblems } from '../plan-file.ts'
import { plannedProcesses } from '../plan-members.ts'
import { fieldsOf } from './files.ts'
import type { PomeloLayout } from './layout.ts'
import type { PomeloPlan, PomeloType } from './plan.ts'

export type MergedPlan = { ok: true; plan: ClusterPlan } | { ok: false; problems: PlanProblem[] }

/** Fields that a type of the project has from its configuration. */
const NOT_SETTINGS = ['port', 'args', 'command', 'cwd', 'adapter', 'stop']

/** Returns an empty plan for a project without `grove.json`. */
export function emptyPlan(name: string): ClusterPlan {
  const parsed = parsePlan({ name: name.slice(0, 128), servers: {}, pomelo: {} })
  return parsed.ok ? parsed.plan : emptyPlan('cluster')
}

/**
 * @param text the plan as it stands in `grove.json`: which fields it has
 * @param framework names the adapter too
 */
export function mergePlan(
  plan: ClusterPlan,
  text: unknown,
  { master, types }: PomeloPlan,
  framework: PomeloLayout['framework'],
): MergedPlan {
  const written = fieldsOf(fieldsOf(text)['servers'])
  const settings = ([type]: [string, unknown]) => fieldsOf(written[type])
  const programs = Object.entries(plan.servers).filter(([type]) => !types.has(type))
  const own = [...types].map((entry): [string, ServerGroup] => [
    entry[0],
    { ...groupOf(plan.servers[entry[0]], settings(entry), entry[1]), adapter: framework },
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
  if (problems.length === 0)
    problems.push(...planRules(merged), ...idProblems(merged), ...portProblems(merged))
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
  // The first attempt to reach the master is a server's last, and only the adapter makes it wait.
  const dependsOn =
    settings.tap === false ? { master: 'ready' as const, ...settings.dependsOn } : settings.dependsOn
  return {
    ...settings,
    count: Object.hasOwn(written, 'count') ? settings.count : members.length,
    port: 'none',
    dependsOn,
    restart: Object.hasOwn(written, 'restart') ? settings.restart : restart,
    // They are part of each command line.
    nodeArgs: [],
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

/** Ids are names of log files, which differ in more than case. */
function idProblems(plan: ClusterPlan): PlanProblem[] {
  const ids = new Set<string>()
  return plannedProcesses(plan).flatMap(({ id, serverType }) => {
    const isTaken = ids.has(id.toLowerCase())
    ids.add(id.toLowerCase())
    return isTaken
      ? { field: `servers.${serverType}`, message: `has the id ${id}, which another server has` }
      : []
  })
}
