// The one definition of the timeline's lines: the types in event.ts, the reader's checks in line-check.ts and
// docs/timeline.schema.json are derived from it.
import { z } from 'zod'
import { LINK_KINDS, PHASES, SERVER_STATES } from '../../core/protocol/record.ts'
import { dialectSchema } from './dialect-schema.ts'
import { ids, planSummary as plan, role } from './plan-summary.ts'

const seq = z.int().min(1).meta({ id: 'seq', description: 'Rises by one with each line after the header.' })

const nanoseconds = z.int().meta({
  id: 'nanoseconds',
  description: "Nanoseconds of the machine's monotonic clock since the header's t0.",
})

const moment = nanoseconds.nullable().meta({ id: 'moment', description: 'null where that end was not seen.' })

const milliseconds = z
  .number()
  .nullable()
  .meta({ id: 'milliseconds', description: 'Milliseconds since t0; null if it never happened.' })

const process = z.string().meta({
  id: 'process',
  description: "A server's id; grove is the launcher; ?<conn> an untapped peer before it registers.",
})

const id = z.string().min(1).meta({
  id: 'id',
  description: "The event's id, as causes name it. Of a packet on a connection: conn/direction/n.",
})

const instance = z.string().meta({
  id: 'instance',
  description: 'New for each process: tells a restarted server from the one before.',
})

const link = z.enum(LINK_KINDS).meta({ id: 'link' })

const phase = z.enum(PHASES).meta({ id: 'phase' })

const state = z.enum(SERVER_STATES).meta({ id: 'state' })

const member = z
  .object({
    id: z.string(),
    instance: z.string(),
    serverType: z.string().optional(),
    callable: z.boolean().optional().describe('Whether the other members should hold proxies for it.'),
  })
  .meta({ id: 'member', description: 'An empty instance is not known.' })

const selection = z
  .object({ from: moment, to: moment, filter: z.string().nullable(), events: z.int() })
  .describe('In an export of a part of a run: what was selected, and how many events the run has.')

const call = z.object({
  id: z
    .union([z.int(), z.string()])
    .describe("The call's own id on its connection, or on the bus; 0 if it wants no answer."),
  method: z.string().optional().describe('`service.method` of a call; absent in an answer.'),
  answers: z.string().optional().describe('In an answer: the id of the packet that carried the call.'),
  error: z.literal(true).optional().describe('The answer is an error.'),
  expects: ids.optional().describe('Of a call to many: the members that should answer.'),
})

/** A line of one kind; its other keys are in `shape`. */
function line<Kind extends string, Shape extends z.ZodRawShape>(
  kind: Kind,
  description: string,
  shape: Shape,
) {
  return z.object({ t: z.literal(kind), ...shape }).meta({ title: kind, description })
}

/** A numbered line about one moment. */
function event<Kind extends string, Shape extends z.ZodRawShape>(
  kind: Kind,
  description: string,
  shape: Shape,
) {
  return line(kind, description, { seq, at: nanoseconds, ...shape })
}

/** By kind, in the order of the documentation. */
export const lineSchemas = {
  header: line('header', 'The first line.', {
    v: z.literal(1),
    run: z.string(),
    startedAt: z.string().describe('ISO 8601'),
    t0: z
      .string()
      .regex(/^[0-9]+$/)
      .describe('Monotonic nanoseconds.'),
    generator: z.string(),
    plan,
    dialect: dialectSchema.optional(),
    tap: z.object({ rpc: z.enum(['off', 'head', 'full']) }),
    redacted: z.boolean(),
    selection: selection.optional(),
  }),
  process: event('process', 'The life of a process, as its parent sees it.', {
    process,
    serverType: z.string(),
    role,
    observed: z
      .literal(false)
      .optional()
      .describe('Nothing but the process is seen: whether it is a member is not known.'),
    parent: z.string().optional().describe('The member runs in the program of this one.'),
    event: z.enum(['spawned', 'ready', 'stopping', 'exited', 'restarting']),
    pid: z.int(),
    code: z.int().nullable().optional(),
    signal: z.string().nullable().optional(),
    reason: z.string().optional(),
    memory: z
      .int()
      .optional()
      .describe(
        'Resident bytes as the process reported them: with ready when it had started, with exited when it began to stop.',
      ),
  }),
  state: event('state', "A server's own state.", {
    process,
    id,
    instance,
    from: state.nullable(),
    to: state,
    reason: z.string().optional(),
    causes: ids.optional(),
  }),
  step: event('step', 'A step of joining that no packet shows.', {
    process,
    id,
    step: z.string(),
    about: z.string().optional(),
    phase: phase.optional().describe("Absent of Grove's own steps."),
    causes: ids.optional(),
  }),
  link: event('link', 'A connection, as one end sees it.', {
    process,
    id,
    link,
    conn: z.string(),
    event: z.enum(['opened', 'closed', 'refused']),
    end: z.enum(['dialler', 'listener']),
    peer: z.string().optional(),
    reason: z.string().optional(),
    causes: ids.optional(),
  }),
  packet: line('packet', 'One packet, sending and receipt in one row.', {
    seq,
    id,
    link,
    conn: z.string().describe('`bus:<topic>` of a packet that went by a bus.'),
    direction: z.enum(['up', 'down']).describe('`up` of a packet on a bus.'),
    n: z
      .int()
      .min(1)
      .optional()
      .describe('Absent on a bus, and if a fault dropped the packet before it was sent.'),
    from: process,
    to: process,
    event: z.string(),
    name: z.string(),
    phase,
    sent: moment,
    received: moment,
    bytes: z.int().min(0),
    causes: ids.optional(),
    answers: z.string().optional().describe("The id of the request's packet."),
    calls: z.array(call).optional(),
    body: z.unknown().optional().describe('The packet\'s object, secrets replaced by "[redacted]".'),
    truncated: z.literal(true).optional(),
    dropped: z.literal(true).optional().describe('A fault dropped it; without `n` before it was sent.'),
  }),
  view: event('view', "A server's view changed; for the master: the registry.", {
    process,
    id,
    instance,
    epoch: z.string(),
    revision: z.int(),
    added: z.array(member),
    removed: z.array(z.object({ id: z.string(), instance: z.string(), reason: z.string().optional() })),
    size: z.int().min(0),
    causes: ids.optional(),
  }),
  proxy: event('proxy', 'Proxies for one server were made or removed.', {
    process,
    id,
    server: z.string(),
    instance,
    serverType: z.string(),
    services: ids,
    made: z.boolean(),
    causes: ids.optional(),
  }),
  fault: event('fault', 'An injected fault.', {
    process,
    fault: z.string(),
    parameters: z.unknown().optional(),
    until: nanoseconds.optional(),
  }),
  log: event('log', 'A log line worth a mark.', {
    process,
    level: z.enum(['debug', 'info', 'warn', 'error']),
    text: z.string(),
  }),
  finding: event('finding', 'The launcher found something that people should know.', {
    rule: z.string(),
    events: ids,
    text: z.string(),
  }),
  mark: event('mark', 'A note of the user, or a change of what is recorded.', {
    note: id.optional().describe('The id of a note. A later row of the same id replaces this one.'),
    to: nanoseconds.optional().describe('The end of what a note is about, if that is not a moment.'),
    about: id.optional().describe('The id of the event that a note is about.'),
    text: z.string().describe('Empty if the note was removed.'),
  }),
  gap: event('gap', 'Records were lost before they reached the recorder.', { process, lost: z.int().min(1) }),
  footer: line('footer', 'The end of the recording; missing after a crash.', {
    ready: z.boolean(),
    converged: z.boolean(),
    servers: z.int(),
    readyMs: milliseconds,
    convergedMs: milliseconds,
    events: z.int(),
    dropped: z.int(),
    findings: z.int(),
    basis: z
      .string()
      .optional()
      .describe('What "converged" rests on, where that is not all views and proxies.'),
    exit: z.int(),
  }),
}

type LineKind = keyof typeof lineSchemas
export type LineOf<Kind extends LineKind> = z.output<(typeof lineSchemas)[Kind]>
