// Finds the calls in RPC packets. The text is not parsed where its beginning has the form that the frameworks write.
import type { AdapterPacket, Foreign } from '../adapter.ts'
import type { CallRecord } from '../../protocol/record.ts'

/** Ids, names and the route lie before the arguments. */
const HEAD_BYTES = 512

const CALL =
  /^\{"id":(\d+),"msg":\{"namespace":"(\w+)",(?:"serverType":"[^"\\]*",)?"service":"([^"\\]*)","method":"([^"\\]*)"/
const ANSWER = /^\{"id":(\d+),"resp":\[(.)/
/** A message of a client that its frontend server forwards has its route before its body. */
const ROUTE = /"route":"([^"\\]+)"/

/** A packet of which one end has the JSON text. What the tap level leaves out is not computed. */
export class RpcPacket implements AdapterPacket {
  readonly event: string
  readonly #payload: string | Buffer
  #calls: CallRecord[] | undefined

  constructor(event: string, payload: string | Buffer) {
    this.event = event
    this.#payload = payload
  }

  get bytes(): number {
    return Buffer.byteLength(this.#payload)
  }

  get calls(): CallRecord[] {
    return (this.#calls ??= callsIn(this.#payload))
  }

  get name(): string {
    const [first] = this.calls
    if (first === undefined) return this.event
    return first.answers ? 'rpc.answer' : 'rpc.call'
  }

  get json(): string {
    const text = textOf(this.#payload)
    // What was received may be anything, and the text becomes part of a record.
    return typeof this.#payload === 'string' || isJson(text) ? text : binaryText(this.#payload)
  }
}

/** Returns the calls and answers in a packet that was decoded already, or in each of several that are sent as one. */
export function callsOf(packet: Foreign): CallRecord[] {
  return [packet].flat().flatMap(callOf)
}

function callsIn(payload: string | Buffer): CallRecord[] {
  const head = typeof payload === 'string' ? payload : payload.toString('utf8', 0, HEAD_BYTES)
  const answer = ANSWER.exec(head)
  if (answer) return [{ id: answer[1] as string, answers: true, error: isErrorStart(answer[2]) || undefined }]
  const call = CALL.exec(head)
  if (!call) return parsedCalls(textOf(payload))
  const [prefix, id = '', namespace = '', service = '', method = ''] = call
  const route = isForward(method) ? ROUTE.exec(head.slice(prefix.length, HEAD_BYTES))?.[1] : undefined
  return [{ id, method: methodName(namespace, service, method, route) }]
}

/** The first of the results is the error. */
function isErrorStart(character: string | undefined): boolean {
  return character !== 'n' && character !== ']'
}

function parsedCalls(text: string): CallRecord[] {
  try {
    return callsOf(JSON.parse(text))
  } catch {
    return []
  }
}

/** Ids as text: they start with 0, which elsewhere is no id. */
function callOf(envelope: Foreign): CallRecord[] {
  const { id, msg, resp } = envelope ?? {}
  if (id === undefined) return []
  if (msg === undefined) {
    const error: unknown = Array.isArray(resp) ? resp[0] : undefined
    return [{ id: String(id), answers: true, error: (error !== null && error !== undefined) || undefined }]
  }
  const { namespace, service, method, args } = msg
  const route: string | undefined = isForward(method) ? args?.[0]?.route : undefined
  return [{ id: String(id), method: methodName(namespace, service, method, route) }]
}

function isForward(method: unknown): boolean {
  return method === 'forwardMessage' || method === 'forwardMessage2'
}

/** People look for the route that a client asked for, and for the methods that they wrote. */
function methodName(namespace: string, service: string, method: string, route: string | undefined): string {
  if (route !== undefined) return route
  return namespace === 'user' ? `${service}.${method}` : `${namespace}.${service}.${method}`
}

function textOf(payload: string | Buffer): string {
  return typeof payload === 'string' ? payload : payload.toString()
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Returns the body of a packet that is not JSON. */
function binaryText(payload: string | Buffer): string {
  return JSON.stringify({ base64: Buffer.from(payload as string).toString('base64') })
}
