// Invalid registrations: valid ones with one error, each with the reason that §4.2 requires.
import fc from 'fast-check'
import { objectText, poison } from './malformed-json.ts'

export interface MalformedRegistration {
  event: 'register' | 'reconnect'
  text: string
  /** Several if §4.2 does not say which check comes first. */
  reasons: string[]
}

type Fields = Record<string, unknown>

const NO_NAMES = [
  null,
  5,
  '',
  'a b',
  '__proto__',
  'constructor',
  'prototype',
  'x'.repeat(129),
  [],
  {},
  'a/b',
  'é',
]
const NO_STRINGS = [null, 5, true, [], {}]
const NO_PIDS = [null, '1', -1, 1.5, [], {}]
const NO_PORTS = [null, 0, 65_536, -1, '80', 1.5, []]
const NO_SERVICES = [
  null,
  5,
  [],
  'x',
  { a: 1 },
  { a: [1] },
  { a: 'b' },
  { 'a b': ['x'] },
  { a: ['constructor'] },
]
const NO_INFOS = [null, 5, [], 'x', true, {}]

export interface Identity {
  id: string
  instance?: string
}

/** A valid registration of a server without a port. `own`: JSON texts of additional keys. */
export function registration(who: Identity, own: readonly (readonly [string, string])[] = []): string {
  return textWith(who, {}, {}, own)
}

function textWith(
  who: Identity,
  change: Fields,
  info: Fields,
  own: readonly (readonly [string, string])[] = [],
): string {
  const record = { id: who.id, serverType: 'malformed', host: '127.0.0.1', ...info }
  const fields: Fields = {
    type: 'monitor',
    id: who.id,
    serverType: 'malformed',
    pid: 1,
    instance: who.instance ?? `instance of ${who.id}`,
    info: record,
    ...change,
  }
  const texts = Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return []
    if (name === 'info' && value === record) return [[name, recordText(record, own)]]
    return [[name, JSON.stringify(value)]]
  })
  return objectText(texts)
}

function recordText(record: Fields, own: readonly (readonly [string, string])[]): string {
  const fields = Object.entries(record).filter(([, value]) => value !== undefined)
  return objectText([...own, ...fields.map(([name, value]) => [name, JSON.stringify(value)] as const)])
}

/** `who`: the id of the handshake. `taken`: the id of a running server. */
export function refusedRegistrations(who: Identity, taken: string): fc.Arbitrary<MalformedRegistration> {
  const event = fc.constantFrom('register' as const, 'reconnect' as const)
  const refused = (cases: [text: string, ...reasons: string[]][]): fc.Arbitrary<MalformedRegistration> =>
    fc
      .tuple(event, fc.constantFrom(...cases))
      .map(([name, [text, ...reasons]]) => ({ event: name, text, reasons }))
  const wrong = (field: string, values: unknown[]): [string, string][] =>
    [undefined, ...values].map((value) => [textWith(who, { [field]: value }, {}), 'BAD_REQUEST'])
  const wrongInfo = (field: string, values: unknown[]): [string, string][] =>
    values.map((value) => [textWith(who, {}, { [field]: value }), 'BAD_REQUEST'])
  return fc.oneof(
    refused([
      ...wrong('id', NO_NAMES),
      ...wrong('serverType', NO_NAMES),
      ...wrong('type', [null, 'master', '', 1]),
      ...wrong('pid', NO_PIDS),
      ...wrong('instance', NO_STRINGS),
      ...wrong('info', NO_INFOS),
    ]),
    refused([
      ...wrongInfo('id', [undefined, 'another', null]),
      ...wrongInfo('host', [undefined, ...NO_STRINGS]),
      ...wrongInfo('port', NO_PORTS),
      ...wrongInfo('services', NO_SERVICES),
      ...wrongInfo('serverType', ['another', 5, null]),
      ...wrongInfo('padding', ['x'.repeat(70_000)]),
    ]),
    refused([[textWith({ ...who, id: taken }, {}, {}), 'BAD_REQUEST']]),
    fc
      .tuple(event, fc.oneof(poison, fc.constantFrom('null', '5', '[]', '{}', '"x"', 'true')))
      .map(([name, text]) => ({ event: name, text, reasons: ['BAD_REQUEST'] })),
  )
}
