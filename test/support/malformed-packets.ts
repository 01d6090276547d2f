// Hostile packets on a Socket.IO connection: those that a registered peer may send without being disconnected (§9), and
// those that violate Socket.IO, Engine.IO or WebSocket.
import fc from 'fast-check'
import { anyJson, objectText, poison, textOf, type Json } from './malformed-json.ts'
import { frame } from './raw-websocket.ts'

/** An event packet. `asks`: it carries a valid `reqId`, so it must get a response. */
export interface MalformedEvent {
  event: string
  fields: [name: string, value: Json][]
  /** The body, in place of an object with these fields. */
  instead?: Json | undefined
  asks: boolean
  shape: 'plain' | 'ack' | 'two' | 'binary'
}

/** Bytes that no Socket.IO client sends. The listener may close the connection. */
export type Junk =
  | { engine: string }
  | { opcode: number; payload: string; final: boolean; masked: boolean; reserved: number }
  | { bytes: number[] }
  | { tooLarge: number }
  | { attachedUnder: number }

const KNOWN_IDS = ['wellbehaved-1', 'wellbehaved-2', 'wellbehaved-3', 'churn-1', 'master-1', 'nobody']
const MODULES = [
  '__watchdog__',
  '__console__',
  '__systemInfo__',
  '',
  '__proto__',
  'constructor',
  'toString',
  'x',
]
const ACTIONS = [
  'subscribe',
  'unsubscribe',
  'record',
  'view',
  'addServer',
  'removeServer',
  'update',
  'replaceServer',
  'startOver',
  '__proto__',
  'constructor',
  'list',
  'modules',
  'waiting',
  'views',
  '',
]
const EVENTS = [
  'challenge',
  'proof',
  'refused',
  'reconnect_ok',
  'rpc',
  'client_',
  '__proto__',
  'constructor',
  'toString',
  'error',
  'message',
  'x y',
]

const json = (value: unknown): Json => ({ json: JSON.stringify(value) })
const orJson = (names: string[]): fc.Arbitrary<Json> =>
  fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...names).map(json) }, { weight: 1, arbitrary: anyJson })

/** `{ action, id, … }`, a request body of a module. */
const actionBody: fc.Arbitrary<Json> = fc
  .tuple(orJson(ACTIONS), orJson(KNOWN_IDS), fc.constantFrom('changes', 'server', 'services'), anyJson)
  .map(([action, id, name, more]): Json => ({
    fields: [
      ['action', action],
      ['id', id],
      [name, more],
    ],
  }))

const request = fc
  .tuple(orJson(MODULES), fc.oneof(actionBody, anyJson))
  .map(([moduleId, body]): MalformedEvent['fields'] => [
    ['moduleId', moduleId],
    ['body', body],
  ])
const response = fc
  .tuple(fc.oneof(fc.integer({ min: -1, max: 50 }).map(json), anyJson), anyJson, anyJson)
  .map(([respId, error, body]): MalformedEvent['fields'] => [
    ['respId', respId],
    ['error', error],
    ['body', body],
  ])
const wrongNumber = fc
  .constantFrom('-1', '0', '1.5', '1e999', '9007199254740993')
  .map((text): Json => ({ json: text }))
const wrongRequestId = fc
  .tuple(fc.oneof(wrongNumber, anyJson.map(noNumber)), request)
  .map(([reqId, fields]): MalformedEvent['fields'] => [['reqId', reqId], ...fields])
const missing = fc.tuple(fc.constantFrom('body', 'moduleId', 'proof'), anyJson).map(one)
const loose = fc.tuple(fc.string({ maxLength: 12 }), anyJson).map(one)

/** Events that a peer registered for `speaks` may send without being disconnected. */
export function eventsOf(speaks: 'monitor' | 'client'): fc.Arbitrary<MalformedEvent> {
  const event = fc.oneof(
    { weight: 20, arbitrary: fc.constant(speaks as string) },
    { weight: 2, arbitrary: fc.constantFrom(...EVENTS) },
    { weight: 1, arbitrary: fc.string({ maxLength: 20 }).map((text) => `e${text}`) },
  )
  const shape = fc.oneof(
    { weight: 20, arbitrary: fc.constant('plain' as const) },
    { weight: 1, arbitrary: fc.constantFrom('ack' as const, 'two' as const, 'binary' as const) },
  )
  const object = (fields: fc.Arbitrary<MalformedEvent['fields']>, asks: fc.Arbitrary<boolean>) =>
    fc.record({ event, fields, asks, shape })
  return fc.oneof(
    { weight: 12, arbitrary: object(request, fc.boolean()) },
    { weight: 2, arbitrary: object(response, fc.constant(false)) },
    { weight: 1, arbitrary: object(wrongRequestId, fc.constant(false)) },
    { weight: 2, arbitrary: object(fc.oneof(missing, loose), fc.boolean()) },
    {
      weight: 1,
      arbitrary: fc.record({
        event,
        instead: anyJson,
        fields: fc.constant<MalformedEvent['fields']>([]),
        asks: fc.constant(false),
        shape,
      }),
    },
  )
}

/** Returns the packet's Socket.IO text and its attachment, if any. */
export function packetOf(
  packet: MalformedEvent,
  reqId: number,
  space = '',
): [text: string, attachment?: Buffer] {
  const fields = packet.fields.map(([name, value]) => [name, textOf(value)] as const)
  const asked = packet.asks ? [...fields, ['reqId', String(reqId)] as const] : fields
  const body = packet.instead ? textOf(packet.instead) : objectText(asked)
  const event = JSON.stringify(packet.event)
  if (packet.shape === 'ack') return [`42${space}7[${event},${body}]`]
  if (packet.shape === 'two') return [`42${space}[${event},${body},{"second":true}]`]
  // Socket.IO itself fails on deeply nested attachments.
  const deep = fields.some(([, text]) => text.length > 30_000)
  if (packet.shape === 'plain' || packet.instead || deep) return [`42${space}[${event},${body}]`]
  const whole = objectText([...asked, ['attached', '{"_placeholder":true,"num":0}']])
  return [`451-${space}[${event},${whole}]`, Buffer.from([0, 255, 1, 254])]
}

const ENGINE = [
  '',
  '0',
  '0{"sid":"x"}',
  '1',
  '2',
  '2probe',
  '3',
  '3probe',
  '5',
  '6',
  '7',
  '8x',
  'b',
  'bAAAA',
  '4',
  '40',
  '40{}',
  '40{"protocol":2}',
  '40/admin,',
  '40/__proto__,{}',
  '41',
  '41/admin,',
  '42',
  '42[]',
  '42[null]',
  '42{"a":1}',
  '42["monitor"]',
  '42["monitor",{',
  '42["disconnect",{}]',
  '42["connect",{}]',
  '42["newListener",{}]',
  '42["removeListener",{}]',
  '42["disconnecting"]',
  '42["connect_error"]',
  '42[5,{}]',
  '42/admin,["monitor",{}]',
  '420000001["monitor",{}]',
  `42${'9'.repeat(400)}["register",{}]`,
  '43',
  '430[]',
  '431["x"]',
  '43["x"]',
  '44',
  '44{}',
  '45',
  '450-["monitor",{}]',
  '45-1["monitor",{}]',
  '459999-["monitor",{}]',
  '451-["monitor",{"_placeholder":true,"num":9}]',
  '451-["monitor",{"a":{"_placeholder":true,"num":"x"}}]',
  '461-1["x"]',
  '47',
  '49',
  '4x',
  '4-1["x"]',
]

const closingFrame = fc.record({
  opcode: fc.integer({ min: 0, max: 15 }),
  payload: fc.string({ maxLength: 130 }),
  final: fc.boolean(),
  masked: fc.boolean(),
  reserved: fc.integer({ min: 0, max: 7 }),
})

export const junk: fc.Arbitrary<Junk> = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(...ENGINE).map((engine) => ({ engine })) },
  { weight: 2, arbitrary: fc.string({ maxLength: 30 }).map((engine) => ({ engine })) },
  { weight: 1, arbitrary: poison.map((text) => ({ engine: `42["monitor",${text}` })) },
  { weight: 4, arbitrary: closingFrame },
  {
    weight: 3,
    arbitrary: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }).map((bytes) => ({ bytes })),
  },
  { weight: 1, arbitrary: fc.constantFrom(100, 20_000).map((attachedUnder) => ({ attachedUnder })) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 100_000 }).map((tooLarge) => ({ tooLarge })) },
)

/** `maxBytes`: the listener's limit, which `tooLarge` exceeds. */
export function bytesOf(thing: Junk, maxBytes: number): Buffer {
  if ('engine' in thing) return frame(Buffer.from(thing.engine))
  if ('bytes' in thing) return Buffer.from(thing.bytes)
  if ('opcode' in thing) return frame(Buffer.from(thing.payload), thing)
  if ('attachedUnder' in thing) return attachedUnder(thing.attachedUnder)
  return frame(Buffer.from(`42["monitor",{"moduleId":"${'x'.repeat(maxBytes + thing.tooLarge)}"}]`))
}

function one([name, value]: [string, Json]): MalformedEvent['fields'] {
  // A `reqId` that is valid by chance would get a response that the test does not count.
  return [[name === 'reqId' ? 'request' : name, value]]
}

/** Replaces a number, which could be a valid id. */
function noNumber(value: Json): Json {
  return 'json' in value && /^[\s\d.eE+-]+$/.test(value.json) ? json(`number ${value.json}`) : value
}

/** A packet with `levels` nested lists, and an attachment for it. */
function attachedUnder(levels: number): Buffer {
  const text = `451-["monitor",${textOf({ nested: 'list', levels })}]`
  return Buffer.concat([frame(Buffer.from(text)), frame(Buffer.from([1]), { opcode: 2 })])
}
