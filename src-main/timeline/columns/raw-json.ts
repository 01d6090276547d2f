// JSON that is not parsed until somebody needs it: bodies of RPC packets are most of a timeline and are seldom read.
import type { TimelineLine } from '../event.ts'
import { isKnownKind } from '../line-check.ts'
import { isRecord } from '../unknown-json.ts'

export class RawJson {
  /** What follows the key up to the end of the object: the value, and perhaps keys that no version knows. */
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  value(): unknown {
    return (JSON.parse(`{"value":${this.text}}`) as { value: unknown }).value
  }
}

const PACKET = '{"t":"packet",'
const LINK = ',"link":"rpc",'
/** No string contains this, for its quotes would be escaped: it is a key, and the first of this name in its line. */
const BODY_KEY = ',"body":'
/** Flags that a recorder writes after the body. */
const FLAGS = [',"truncated":true', ',"dropped":true']
/** A file may have its keys in any order. */
const LAST_KEYS = [
  'seq',
  'id',
  'conn',
  'direction',
  'from',
  'to',
  'event',
  'name',
  'phase',
  'sent',
  'received',
  'bytes',
]
const OPTIONAL_KEY = /"(?:n|causes|answers|calls|truncated|dropped|body)":/

/**
 * Parses lines that were checked before, for `EventColumns`: the bodies of RPC packets become `RawJson`. Lines of an
 * unknown kind and a torn last line are left out.
 */
export function parseLinesForColumns(text: string): TimelineLine[] {
  const lines: TimelineLine[] = []
  // Only the last line can be torn, and must be parsed to find out.
  const last = text.lastIndexOf('\n', text.trimEnd().length - 1) + 1
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from)
    const to = end < 0 ? text.length : end
    const line = text.slice(from, to).trimEnd()
    const value = from < last && line.startsWith(PACKET) ? parsePacket(line) : null
    const parsed = value ?? parseJson(line)
    if (isRecord(parsed) && isKnownKind(parsed['t'])) lines.push(parsed as unknown as TimelineLine)
    from = to + 1
  }
  return lines
}

/** Returns null unless it is an RPC packet whose body is the last of the keys that somebody reads. */
function parsePacket(line: string): object | null {
  const link = line.indexOf(LINK)
  const key = link < 0 ? -1 : line.indexOf(BODY_KEY, link)
  if (key < 0) return null
  let to = line.length - 1
  let flags = ''
  for (const flag of FLAGS.toReversed()) {
    if (!line.endsWith(flag, to)) continue
    flags = flag + flags
    to -= flag.length
  }
  const body = line.slice(key + BODY_KEY.length, to)
  // Inside of another object, what is left is not JSON.
  const packet = parseJson(`${line.slice(0, key)}${flags}}`)
  if (!isRecord(packet) || OPTIONAL_KEY.test(body) || LAST_KEYS.some((each) => !(each in packet))) return null
  return Object.assign(packet, { body: new RawJson(body) })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
