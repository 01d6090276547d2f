// Encodes the records of packets as JSON text: one per packet, so no object is built for them.
import { messageOf } from '../kit/message-of.ts'
import { maskShapes } from '../kit/secrets.ts'
import { MAX_BODY_BYTES } from '../tap/tap.ts'
import type { AdapterPacket } from './adapter.ts'

/** Names come from programs: not all of a great number are kept. */
const MAX_CACHED_TEXTS = 5_000

const texts = new Map<string, string>()

/** Returns the JSON of a text that is likely to come again. */
export function quote(text: string): string {
  let quoted = texts.get(text)
  if (quoted !== undefined) return quoted
  quoted = JSON.stringify(text)
  if (texts.size >= MAX_CACHED_TEXTS) texts.clear()
  texts.set(text, quoted)
  return quoted
}

/** Returns the fields of a record that come from the packet itself, each with a comma before it. */
export function packetFields(packet: AdapterPacket, withBody: boolean): string {
  let fields = `,"event":${quote(packet.event)},"bytes":${packet.bytes}`
  if (packet.name !== undefined) fields += `,"name":${quote(packet.name)}`
  if (packet.phase !== undefined) fields += `,"phase":"${packet.phase}"`
  if (packet.calls !== undefined) fields += `,"calls":${JSON.stringify(packet.calls)}`
  return withBody ? fields + bodyField(packet) : fields
}

export function causesField(causes: readonly string[] | undefined): string {
  if (causes === undefined || causes.length === 0) return ''
  return causes.length === 1 ? `,"causes":["${causes[0]}"]` : `,"causes":${JSON.stringify(causes)}`
}

function bodyField(packet: AdapterPacket): string {
  const json = bodyText(packet)
  if (json === undefined) return ''
  if (json.length <= MAX_BODY_BYTES) return `,"body":${json}`
  // A secret at the cut must be seen whole to be recognized.
  const cut = maskShapes(json.slice(0, 2 * MAX_BODY_BYTES)).slice(0, MAX_BODY_BYTES)
  return `,"body":${JSON.stringify(cut)},"truncated":true`
}

function bodyText({ json, body }: AdapterPacket): string | undefined {
  if (json !== undefined) {
    const text = typeof json === 'function' ? json() : json
    // A line of the channel ends with the first newline; in JSON there are none but between tokens.
    return text.includes('\n') ? text.replace(/\n/g, ' ') : text
  }
  const value: unknown = typeof body === 'function' ? (body as () => unknown)() : body
  try {
    return value === undefined ? undefined : JSON.stringify(value)
  } catch (error) {
    return JSON.stringify(`(not shown: ${messageOf(error)})`)
  }
}
