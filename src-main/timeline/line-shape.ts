// What a line of each kind must carry for the rest of this room, and the display, to rely on it.
import { isRecord, type JsonRecord } from './unknown-json.ts'

type Kind = 'text' | 'number' | 'boolean' | 'list' | 'object' | 'moment' | 'word?' | 'number?' | 'names?'

const row = { seq: 'number', at: 'number' } as const
const own = { ...row, process: 'text' } as const
const named = { ...own, id: 'text', causes: 'names?' } as const

const SHAPES: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  header: { run: 'text', startedAt: 'text', t0: 'text', generator: 'text', plan: 'object', tap: 'object' },
  process: { ...own, serverType: 'text', event: 'text', pid: 'number' },
  state: { ...named, instance: 'text', from: 'word?', to: 'text' },
  step: { ...named, step: 'text' },
  link: { ...named, link: 'text', conn: 'text', event: 'text', end: 'text' },
  packet: {
    seq: 'number',
    id: 'text',
    link: 'text',
    conn: 'text',
    direction: 'text',
    n: 'number?',
    from: 'text',
    to: 'text',
    event: 'text',
    name: 'text',
    phase: 'text',
    sent: 'moment',
    received: 'moment',
    bytes: 'number',
    causes: 'names?',
  },
  view: {
    ...named,
    instance: 'text',
    epoch: 'text',
    revision: 'number',
    added: 'list',
    removed: 'list',
    size: 'number',
  },
  proxy: {
    ...named,
    server: 'text',
    instance: 'text',
    serverType: 'text',
    services: 'list',
    made: 'boolean',
  },
  fault: { ...own, fault: 'text' },
  log: { ...own, level: 'text', text: 'text' },
  finding: { ...row, rule: 'text', events: 'list', text: 'text' },
  mark: { ...row, text: 'text' },
  gap: { ...own, lost: 'number' },
  footer: { ready: 'boolean', converged: 'boolean', servers: 'number', events: 'number', exit: 'number' },
}

const CHECKS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  list: (value) => Array.isArray(value) && value.every((item) => item !== null),
  object: isRecord,
  moment: (value) => value === null || typeof value === 'number',
  'word?': (value) => value === null || value === undefined || typeof value === 'string',
  'number?': (value) => value === undefined || typeof value === 'number',
  'names?': (value) => value === undefined || (Array.isArray(value) && value.every(CHECKS.text)),
}

/** The same as lists, which are faster to go through once for each line of a file. */
const FIELDS = new Map(
  Object.entries(SHAPES).map(([kind, shape]) => [
    kind,
    Object.entries(shape).map(([field, wanted]) => ({ field, fits: CHECKS[wanted] })),
  ]),
)

/** Whether this version knows lines of such a kind. */
export function isKnownKind(kind: unknown): kind is string {
  return typeof kind === 'string' && FIELDS.has(kind)
}

/** What is wrong with a line of a known kind, as half a sentence; undefined if nothing is. */
export function lineProblem(kind: string, line: JsonRecord): string | undefined {
  for (const { field, fits } of FIELDS.get(kind) ?? []) {
    if (!fits(line[field])) return `"${field}" of a ${kind} line is missing or of the wrong kind`
  }
  return kind === 'header' ? faultOfPlan(line['plan']) : undefined
}

function faultOfPlan(plan: unknown): string | undefined {
  const { name, master, servers } = isRecord(plan) ? plan : {}
  const whole =
    typeof name === 'string' && isRecord(master) && Array.isArray(servers) && servers.every(isRecord)
  return whole ? undefined : '"plan" of a header line needs name, master and servers'
}
