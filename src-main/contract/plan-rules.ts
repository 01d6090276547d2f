// Rules about more than one field of a plan: programs, adapters, references and dependencies.
import type { ClusterPlan, ServerGroup } from './plan.ts'
import { fieldName, type PlanProblem } from './plan-field.ts'
import { groupOf, isOwnGroup, plannedMaster, plannedServer, type PlannedServer } from './planned-servers.ts'
import { referencesIn, type Reference } from './references.ts'

/** Fields that only programs have. */
const PROGRAM_FIELDS = ['cwd', 'adapter', 'stop', 'tap'] as const
const MAX_SHOWN_TYPES = 20
const PROPERTIES = ['port', 'host', 'address']

/** Checks a plan whose types are all known. */
export function planRules(plan: ClusterPlan): PlanProblem[] {
  const names = new Names(plan)
  return [
    ...Object.entries(plan.servers).flatMap(([type, group]) => [
      ...(group.command === undefined ? ownProblems(type, group) : programProblems(type, group)),
      ...probeProblems(type, group),
      ...referenceProblems(type, group, names),
      ...dependencyProblems(type, group, names),
    ]),
    ...mixedClusters(plan),
    ...cycleProblems(plan, names),
  ]
}

/** What a dependency or a reference may name. */
class Names {
  readonly #plan: ClusterPlan
  /** The first server of each type, the master, and the members of another framework's project. */
  readonly #servers = new Map<string, PlannedServer>()

  constructor(plan: ClusterPlan) {
    this.#plan = plan
    for (const [type, group] of Object.entries(plan.servers)) {
      const members = group.members ? group.count : 0
      for (let n = 1; n <= members; n += 1) {
        const member = plannedServer(type, group, n)
        this.#servers.set(member.id, member)
      }
      this.#servers.set(type, plannedServer(type, group, 1))
    }
    const master = plannedMaster(plan)
    if (master) for (const name of [master.serverType, master.id]) this.#servers.set(name, master)
  }

  /** Ids are not listed: a plan that is refused for its size may have a million. */
  find(name: string): PlannedServer | undefined {
    const known = this.#servers.get(name)
    if (known) return known
    const [, type = '', n = ''] = /^(.+)-([1-9]\d{0,3})$/.exec(name) ?? []
    const group = groupOf(this.#plan, type)
    if (!group || group.members || Number(n) > group.count) return undefined
    return plannedServer(type, group, Number(n))
  }

  unknown(name: string): string {
    const types = [...new Set([...this.#servers.values()].map(({ serverType }) => serverType))]
    const more = types.length > MAX_SHOWN_TYPES ? ` and ${types.length - MAX_SHOWN_TYPES} more` : ''
    const shown = types.slice(0, MAX_SHOWN_TYPES).join(', ')
    return `names ${JSON.stringify(name)}, which is not in the plan; it has: ${shown}${more}`
  }
}

function ownProblems(type: string, group: ServerGroup): PlanProblem[] {
  if (group.members !== undefined) return []
  return PROGRAM_FIELDS.filter((name) => group[name] !== undefined).map((name) => ({
    field: fieldName(['servers', type, name]),
    message: 'needs a command: it is a field of programs',
  }))
}

function programProblems(type: string, { args, nodeArgs, adapter, tap }: ServerGroup): PlanProblem[] {
  const field = (name: string): string => fieldName(['servers', type, name])
  const problems: PlanProblem[] = []
  if (args.length > 0)
    problems.push({ field: field('args'), message: 'does not go with a command: add them there' })
  if (nodeArgs.length > 0) {
    const message = 'does not go with a command: write them there, after "node"'
    problems.push({ field: field('nodeArgs'), message })
  }
  if (tap !== undefined && adapter === undefined)
    problems.push({ field: field('tap'), message: 'needs an adapter, which it switches off' })
  return problems
}

/** A probe needs a port: its own, or that of the program. */
function probeProblems(type: string, group: ServerGroup): PlanProblem[] {
  const { ready, command } = group
  const { port } = plannedServer(type, group, 1)
  const problems: PlanProblem[] = []
  const hasDefault = command !== undefined && port !== 'none'
  if (ready?.http && ready.http.port === undefined && !hasDefault)
    problems.push({ field: fieldName(['servers', type, 'ready', 'http', 'port']), message: 'is missing' })
  if (ready?.tcp && ready.tcp.port === undefined && command !== undefined && !hasDefault)
    problems.push({
      field: fieldName(['servers', type, 'ready', 'tcp', 'port']),
      message: `is missing: ${type} has no port of its own`,
    })
  return problems
}

function referenceProblems(type: string, group: ServerGroup, names: Names): PlanProblem[] {
  const texts: [path: string[], text: string][] = [
    ...(group.command ?? []).map((text, index): [string[], string] => [['command', String(index)], text]),
    ...Object.entries(group.env).map(([name, text]): [string[], string] => [['env', name], text]),
  ]
  return texts.flatMap(([path, text]) =>
    referencesIn(text).flatMap((reference) => {
      const problem = referenceProblem(reference, group, names)
      return problem === null ? [] : [{ field: fieldName(['servers', type, ...path]), message: problem }]
    }),
  )
}

function referenceProblem(
  { text, server, property }: Reference,
  group: ServerGroup,
  names: Names,
): string | null {
  if (server === null) {
    if (group.members !== undefined || (group.command !== undefined && group.port !== 'none')) return null
    if (typeof group.port === 'number') return null
    return group.port === 'none'
      ? `has ${text}, but "port" is "none"`
      : `has ${text}, but the server takes its port itself; give it a number, or write $${text} for the text`
  }
  const found = names.find(server)
  if (!PROPERTIES.includes(property) || !found) {
    const why = found ? 'write .port, .host or .address after the name' : names.unknown(server)
    return found || server === '' ? `has ${text}: ${why}` : `has ${text}, which ${why}`
  }
  return found.port === 'none' && property !== 'host' ? `has ${text}, but ${found.id} has no port` : null
}

function dependencyProblems(type: string, group: ServerGroup, names: Names): PlanProblem[] {
  return Object.keys(group.dependsOn ?? {}).flatMap((name) =>
    names.find(name)
      ? []
      : [{ field: fieldName(['servers', type, 'dependsOn']), message: names.unknown(name) }],
  )
}

/** All members of a cluster speak one protocol. */
function mixedClusters(plan: ClusterPlan): PlanProblem[] {
  const clusters = Object.entries(plan.servers).flatMap(([type, group]): [field: string, kind: string][] => {
    if (group.adapter !== undefined) return [[fieldName(['servers', type, 'adapter']), group.adapter]]
    return isOwnGroup(group) ? [[fieldName(['servers', type]), "Grove's own servers"]] : []
  })
  const [first] = clusters
  return clusters.flatMap(([field, kind]) =>
    first === undefined || kind === first[1]
      ? []
      : [
          {
            field,
            message: `belongs to a cluster of ${kind}, but ${first[0]} to one of ${first[1]}: a plan has one`,
          },
        ],
  )
}

/** Servers of one type wait for the same, so the types tell whether some wait for each other. */
function cycleProblems(plan: ClusterPlan, names: Names): PlanProblem[] {
  const edges = new Map(
    Object.entries(plan.servers).map(([type, { dependsOn = {} }]) => [
      type,
      [...new Set(Object.keys(dependsOn).flatMap((name) => names.find(name)?.serverType ?? []))],
    ]),
  )
  const done = new Set<string>()
  const visit = (type: string, path: string[]): string[] | null => {
    if (path.includes(type)) return [...path.slice(path.indexOf(type)), type]
    if (done.has(type)) return null
    for (const next of edges.get(type) ?? []) {
      const cycle = visit(next, [...path, type])
      if (cycle) return cycle
    }
    done.add(type)
    return null
  }
  for (const type of edges.keys()) {
    const cycle = visit(type, [])
    if (!cycle) continue
    const field = fieldName(['servers', cycle[0] ?? type, 'dependsOn'])
    return [{ field, message: `is a circle, so none of them could start: ${cycle.join(' → ')}` }]
  }
  return []
}
