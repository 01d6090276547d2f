// Finds, reads and validates a plan (`grove.json`). Problems name file, field and what is allowed.
import { realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import {
  HostError,
  parsePlan,
  planRules,
  plannedServer,
  portsOfServer,
  type ClusterPlan,
  type PlanProblem,
  type Problem,
  type ServerGroup,
} from '../../contract/index.ts'
import { fileSystemCalls } from '../state/file-system-calls.ts'
import { isMissing, readFailure, readText } from '../state/safe-read.ts'
import { locateJsonError } from './json-error.ts'
import { findRepeatedKey, type RepeatedKey } from './repeated-key.ts'

export const PLAN_FILE = 'grove.json'
/** Larger plans would keep Grove busy for seconds, and no machine could run them. */
const MAX_TYPES = 1_000
const MAX_SERVERS = 100_000
const MAX_PROBLEMS = 20
/** Of a type, as in the schema. */
const MAX_COUNT = 1_000

/** Real paths of a plan and its project folder. */
export interface PlanLocation {
  file: string
  directory: string
}

/** `text`: the parsed file, without defaults. */
export type PlanReading = { ok: true; plan: ClusterPlan; text: unknown } | { ok: false; problems: Problem[] }

/**
 * Locates the plan of a folder; a path to a plan file is returned as it is.
 * @throws {HostError} NOT_FOUND, NO_PLAN
 */
export async function findPlan(path: string): Promise<PlanLocation> {
  const { real, isFolder } = await locate(path)
  if (!isFolder) return { file: real, directory: dirname(real) }
  const file = join(real, PLAN_FILE)
  // What keeps a plan that exists from being read is said when it is read.
  await fileSystemCalls
    .run(() => stat(file))
    .catch((error: unknown) => {
      if (isMissing(error)) throw noPlan(real)
    })
  return { file, directory: real }
}

/** Reads and validates a plan. Whatever is wrong with it or its file is a problem, not thrown. */
export async function readPlan(file: string): Promise<PlanReading> {
  const read = await readJsonFile(file)
  if (!read.ok) return { ok: false, problems: [read.problem] }
  return checkPlan(file, read.value)
}

/** Validates a parsed plan. The problems name its `source`. */
export function checkPlan(source: string, value: unknown): PlanReading {
  const refuse = (problems: PlanProblem[]): PlanReading => ({
    ok: false,
    problems: problems.map(({ field, message }) => planProblem(source, field, message)),
  })
  const types = countTypes(value)
  if (types > MAX_TYPES) return refuse([tooMany(types, 'types', MAX_TYPES)])
  const parsed = parsePlan(value)
  if (!parsed.ok) return refuse(limited(parsed.problems))
  const count = Object.values(parsed.plan.servers).reduce((sum, group) => sum + group.count, 0)
  if (count > MAX_SERVERS) return refuse([tooMany(count, 'servers', MAX_SERVERS)])
  const problems = portProblems(parsed.plan)
  return problems.length === 0 ? { ...parsed, text: value } : refuse(limited(problems))
}

function countTypes(value: unknown): number {
  const servers = typeof value === 'object' && value !== null && 'servers' in value ? value.servers : null
  return typeof servers === 'object' && servers !== null ? Object.keys(servers).length : 0
}

function tooMany(count: number, what: string, max: number): PlanProblem {
  return { field: 'servers', message: `has ${count} ${what}; at most ${max} are allowed` }
}

function limited(problems: PlanProblem[]): PlanProblem[] {
  const more = problems.length - MAX_PROBLEMS
  if (more <= 0) return problems
  return [...problems.slice(0, MAX_PROBLEMS), { field: `${more} more problems`, message: 'are not shown' }]
}

/** Reads JSON; a syntax error is reported with line and column, a repeated key with both lines. */
export async function readJsonFile(
  file: string,
): Promise<{ ok: true; value: unknown } | { ok: false; problem: Problem }> {
  let text: string
  try {
    text = await readText(file)
  } catch (error) {
    const message = `${file} cannot be read: ${readFailure(error)}.`
    return { ok: false, problem: { code: 'BAD_PLAN', message } }
  }
  try {
    const value = JSON.parse(text) as unknown
    const repeated = findRepeatedKey(text)
    return repeated ? { ok: false, problem: repeatedKeyProblem(file, repeated) } : { ok: true, value }
  } catch (error) {
    return { ok: false, problem: await syntaxProblem(file, text, error) }
  }
}

/** @throws {HostError} BAD_PLAN with all problems */
export async function loadPlan(file: string): Promise<ClusterPlan> {
  const reading = await readPlan(file)
  if (reading.ok) return reading.plan
  throw badPlan(reading.problems)
}

/**
 * Returns the plan with other counts (`--servers chat=3`).
 * @throws {HostError} BAD_PLAN for an unknown type or an invalid count
 */
export function withCounts(plan: ClusterPlan, counts: Record<string, number>): ClusterPlan {
  const unknown = Object.keys(counts).find((type) => !Object.hasOwn(plan.servers, type))
  if (unknown !== undefined) {
    const known = Object.keys(plan.servers).join(', ')
    throw badPlan([
      { code: 'BAD_PLAN', message: `The plan has no server type "${unknown}"; it has: ${known}.` },
    ])
  }
  const invalid = Object.entries(counts).filter(([, count]) => !(count >= 0 && count <= MAX_COUNT))
  if (invalid.length > 0) {
    const rule = `must be 0 to ${MAX_COUNT}`
    throw badPlan(invalid.map(([type]) => planProblem('--servers', `servers.${type}.count`, rule)))
  }
  const servers = Object.entries(plan.servers).map(([type, group]): [string, ServerGroup] => [
    type,
    { ...group, count: counts[type] ?? group.count },
  ])
  const counted = { ...plan, servers: Object.fromEntries(servers) }
  const problems = [...planRules(counted), ...portProblems(counted)]
  if (problems.length === 0) return counted
  throw badPlan(problems.map(({ field, message }) => planProblem('--servers', field, message)))
}

export function badPlan(problems: Problem[]): HostError {
  const [first] = problems
  const message = problems.map((problem) => problem.message).join('\n')
  return new HostError({ ...first, code: 'BAD_PLAN', message })
}

export function planProblem(file: string, field: string, message: string): Problem {
  return { code: 'BAD_PLAN', message: `${file}: ${field} ${message}.`, field }
}

/** Ports count up from the port of a group: none may exceed 65535 or be used twice. */
export function portProblems(plan: ClusterPlan): PlanProblem[] {
  const problems: PlanProblem[] = []
  const taken = new Map<number, string>()
  if (typeof plan.master.port === 'number') taken.set(plan.master.port, 'master.port')
  for (const [type, group] of Object.entries(plan.servers)) {
    const { port, count } = group
    if (group.members) problems.push(...memberPortProblems(type, group, taken))
    if (typeof port !== 'number') continue
    const field = `servers.${type}.port`
    if (port + count - 1 > 65_535)
      problems.push({ field, message: `counts up to ${port + count - 1}, past 65535` })
    const clash = Array.from({ length: count }, (_, index) => port + index).find((each) => taken.has(each))
    if (clash !== undefined)
      problems.push({ field, message: `uses port ${clash}, which ${taken.get(clash)} uses too` })
    for (let index = 0; index < count; index += 1) taken.set(port + index, field)
  }
  return problems
}

/** Adds the ports of another framework's servers to those that are taken. */
function memberPortProblems(type: string, group: ServerGroup, taken: Map<number, string>): PlanProblem[] {
  const problems: PlanProblem[] = []
  const field = `servers.${type}`
  for (let n = 1; n <= group.count; n += 1) {
    const { id } = plannedServer(type, group, n)
    for (const port of portsOfServer(type, group, n)) {
      const owner = taken.get(port)
      if (owner !== undefined)
        problems.push({ field, message: `${id} uses port ${port}, which ${owner} uses too` })
      if (port > 65_535) problems.push({ field, message: `${id} would use port ${port}, past 65535` })
      taken.set(port, id)
    }
  }
  return problems
}

function repeatedKeyProblem(file: string, { field, line, firstLine }: RepeatedKey): Problem {
  const message = `${file}:${line}: ${field} is there already, in line ${firstLine}; keep one of them.`
  return { code: 'BAD_PLAN', message, field }
}

/** JSON.parse does not always report the position; esbuild does. */
async function syntaxProblem(file: string, text: string, error: unknown): Promise<Problem> {
  const place = await locateJsonError(text)
  if (!place) return { code: 'BAD_PLAN', message: `${file} is not JSON: ${String(error)}.` }
  return {
    code: 'BAD_PLAN',
    message: `${file}:${place.line}:${place.column} is not JSON: ${place.text}.`,
    field: `line ${place.line}, column ${place.column}`,
  }
}

async function locate(path: string): Promise<{ real: string; isFolder: boolean }> {
  try {
    return await fileSystemCalls.run(async () => {
      const stats = await stat(path)
      // A pipe that a shell passes, as in `grove up <(…)`, has no place in a folder.
      const real = await realpath(path).catch(() => resolve(path))
      return { real, isFolder: stats.isDirectory() }
    })
  } catch (error) {
    const message = isMissing(error)
      ? `There is no file or folder ${resolve(path)}.`
      : `${resolve(path)} cannot be read: ${readFailure(error)}.`
    throw new HostError({ code: 'NOT_FOUND', message }, error)
  }
}

function noPlan(directory: string): HostError {
  return new HostError({
    code: 'NO_PLAN',
    message: `${directory} has no grove.json.`,
    hint: 'Name a folder with a plan, or try `grove up --sample chat`.',
  })
}
