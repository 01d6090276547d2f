// A packet as it goes over the wire: Socket.IO's text for an event of the default namespace. Encoding it here tells
// its size before it is sent, and lets one text serve many links.
import { ClusterError } from '../protocol/errors.ts'

/** JSON that is already text: put in place of a packet's `body` it is not encoded again. */
export class Prepared {
  readonly value: unknown
  readonly text: string

  constructor(value: unknown, text = JSON.stringify(value)) {
    this.value = value
    this.text = text
  }
}

export interface EncodedPacket {
  event: string
  /** The packet's object, for those who watch. */
  body: unknown
  text: string
  bytes: number
  /** The body alone, as it stands in the text. */
  json: () => string
}

/** Fails with `TOO_LARGE`, before anything was sent, when the packet exceeds `maxBytes`. */
export function encodePacket(event: string, body: unknown, maxBytes: number): EncodedPacket {
  const [value, json] = body instanceof Prepared ? [body.value, body.text] : encodeBody(body)
  const text = `2["${event}",${json}]`
  const bytes = Buffer.byteLength(text)
  if (bytes > maxBytes) {
    throw new ClusterError('TOO_LARGE', `a packet of ${bytes} bytes is over the limit of ${maxBytes}`, {
      hint: 'Send less at once, or raise maxBytes at both ends.',
    })
  }
  return { event, body: value, text, bytes, json: () => json }
}

/** The body as it stands in the text of a packet. */
export function bodyText(text: string): string {
  return text.slice(text.indexOf(',') + 1, -1)
}

function encodeBody(body: unknown): [value: unknown, json: string] {
  if (typeof body !== 'object' || body === null || !('body' in body) || !(body.body instanceof Prepared)) {
    return [body, JSON.stringify(body)]
  }
  const { body: prepared, ...rest } = body
  const head = JSON.stringify(rest)
  const joint = head === '{}' ? '' : ','
  return [{ ...rest, body: prepared.value }, `${head.slice(0, -1)}${joint}"body":${prepared.text}}`]
}
