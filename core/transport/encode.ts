// Encodes packets as Socket.IO text for an event of the default namespace. So the size is known before sending, and one
// text can be sent to many links.
import { ClusterError } from '../protocol/errors.ts'

/** A value that is encoded already: used as (part of) a packet's body, its text is copied. */
export class RawJson {
  readonly value: unknown
  readonly text: string

  constructor(value: unknown, text = JSON.stringify(value)) {
    this.value = value
    this.text = text
  }
}

export interface EncodedPacket {
  event: string
  /** The packet's object, for observers. */
  body: unknown
  text: string
  bytes: number
  /** Returns the encoded body. */
  json: () => string
}

/** @throws `TOO_LARGE` if the packet exceeds `maxBytes` */
export function encodePacket(event: string, body: unknown, maxBytes: number): EncodedPacket {
  const [value, json] = body instanceof RawJson ? [body.value, body.text] : encodeBody(body)
  const text = `2["${event}",${json}]`
  const bytes = Buffer.byteLength(text)
  if (bytes > maxBytes) {
    throw new ClusterError('TOO_LARGE', `a packet of ${bytes} bytes exceeds the limit of ${maxBytes}`, {
      hint: 'Send less at once, or raise maxBytes at both ends.',
    })
  }
  return { event, body: value, text, bytes, json: () => json }
}

/** Returns the encoded body of an encoded packet. */
export function bodyText(text: string): string {
  return text.slice(text.indexOf(',') + 1, -1)
}

function encodeBody(body: unknown): [value: unknown, json: string] {
  if (typeof body !== 'object' || body === null || !('body' in body) || !(body.body instanceof RawJson)) {
    return [body, JSON.stringify(body)]
  }
  const { body: raw, ...rest } = body
  const head = JSON.stringify(rest)
  const separator = head === '{}' ? '' : ','
  return [{ ...rest, body: raw.value }, `${head.slice(0, -1)}${separator}"body":${raw.text}}`]
}
