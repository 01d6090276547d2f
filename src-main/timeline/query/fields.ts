// The table of query fields, for the parser, its errors, the help and docs/QUERY.md.
import { LINK_KINDS } from '../../../core/protocol/record.ts'
import { timeOf, type TimelineEvent } from '../event.ts'
import { lineSchemas } from '../line-schema.ts'
import { PHASES, eventPhase } from '../phase.ts'

interface Described {
  means: string
  example: string
}

/** A field with a fixed set of values. */
interface WordField extends Described {
  takes: 'word'
  words: readonly string[]
  of: (event: TimelineEvent) => readonly (string | null | undefined)[]
}

/** A name that is matched with `*` wildcards. */
interface NameField extends Described {
  takes: 'name'
  of: (event: TimelineEvent) => readonly (string | null | undefined)[]
}

interface NumberField extends Described {
  takes: 'time' | 'size' | 'count'
  /** Nanoseconds, bytes, or a plain number. */
  of: (event: TimelineEvent) => number | null
}

export type Field = WordField | NameField | NumberField

export const KINDS = Object.keys(lineSchemas).filter(
  (kind): kind is TimelineEvent['t'] => kind !== 'header' && kind !== 'footer',
)

export const FIELDS = {
  t: {
    takes: 'word',
    words: KINDS,
    of: ({ t }) => [t],
    means: 'kind of event',
    example: 't:state',
  },
  phase: {
    takes: 'word',
    words: PHASES,
    of: (event) => [eventPhase(event)],
    means: 'phase of the cluster’s life',
    example: 'phase:register',
  },
  process: {
    takes: 'name',
    of: (event) =>
      event.t === 'packet' ? [event.from, event.to] : ['process' in event ? event.process : null],
    means: 'process that reports it; of a packet either end',
    example: 'process:chat-*',
  },
  role: {
    takes: 'word',
    words: ['server', 'resource'],
    of: (event) => [event.t === 'process' ? (event.role ?? 'server') : null],
    means: 'of an event of a process: a member of the cluster, or a program beside it',
    example: 'role:resource',
  },
  from: {
    takes: 'name',
    of: (event) => [event.t === 'packet' ? event.from : null],
    means: 'sender of a packet',
    example: 'from:master-1',
  },
  to: {
    takes: 'name',
    of: (event) => [event.t === 'packet' ? event.to : null],
    means: 'receiver of a packet',
    example: 'to:chat-1,chat-2',
  },
  name: {
    takes: 'name',
    of: (event) => [eventName(event)],
    means: 'what it is called: the packet’s name, the state entered, the step, the fault, the rule, note',
    example: 'name:register.ack',
  },
  method: {
    takes: 'name',
    of: (event) => (event.t === 'packet' ? (event.calls ?? []).map(({ method }) => method) : []),
    means: 'method that an RPC packet calls',
    example: 'method:chat.*',
  },
  link: {
    takes: 'word',
    words: LINK_KINDS,
    of: (event) => [event.t === 'packet' || event.t === 'link' ? event.link : null],
    means: 'kind of connection',
    example: 'link:rpc',
  },
  conn: {
    takes: 'name',
    of: (event) => [event.t === 'packet' || event.t === 'link' ? event.conn : null],
    means: 'id of the connection',
    example: 'conn:u3Bx*',
  },
  direction: {
    takes: 'word',
    words: ['up', 'down'],
    of: (event) => [event.t === 'packet' ? event.direction : null],
    means: 'from the end that dialled (up) or to it (down)',
    example: 'direction:up',
  },
  id: {
    takes: 'name',
    of: (event) => ['id' in event ? event.id : null],
    means: 'id of the event',
    example: 'id:u3Bx*/up/7',
  },
  is: {
    takes: 'word',
    words: ['error', 'lost', 'cut'],
    of: (event) =>
      [isError(event) && 'error', isLost(event) && 'lost', isCut(event) && 'cut'].map(wordOrNull),
    means:
      'error: something failed; lost: one end did not see the packet, or records are missing; cut: its body was too long',
    example: 'is:error',
  },
  dur: {
    takes: 'time',
    of: (event) =>
      event.t === 'packet' && event.sent !== null && event.received !== null
        ? event.received - event.sent
        : null,
    means: 'how long a packet was on its way',
    example: 'dur>5ms',
  },
  at: { takes: 'time', of: timeOf, means: 'time since the start of the run', example: 'at<=1.5s' },
  bytes: {
    takes: 'size',
    of: (event) => (event.t === 'packet' ? event.bytes : null),
    means: 'size of a packet',
    example: 'bytes>=4KiB',
  },
  seq: { takes: 'count', of: ({ seq }) => seq, means: 'number of the line', example: 'seq:17' },
} as const satisfies Record<string, Field>

export type FieldName = keyof typeof FIELDS

/** Returns a short name for what happened. */
export function eventName(event: TimelineEvent): string {
  switch (event.t) {
    case 'packet':
      return event.name
    case 'process':
    case 'link':
      return event.event
    case 'state':
      return event.to
    case 'step':
      return event.step
    case 'fault':
      return event.fault
    case 'finding':
      return event.rule
    case 'mark':
      return event.note === undefined ? event.t : 'note'
    default:
      return event.t
  }
}

function isError(event: TimelineEvent): boolean {
  if (event.t === 'state') return event.to === 'failed'
  if (event.t === 'log') return event.level === 'error'
  if (event.t === 'process') return (event.code ?? 0) !== 0 || typeof event.signal === 'string'
  return event.t === 'finding' || eventPhase(event) === 'error'
}

function isLost(event: TimelineEvent): boolean {
  if (event.t !== 'packet') return event.t === 'gap'
  return event.sent === null || event.received === null || event.dropped === true
}

function isCut(event: TimelineEvent): boolean {
  return event.t === 'packet' && event.truncated === true
}

function wordOrNull(word: string | false): string | null {
  return word === false ? null : word
}
