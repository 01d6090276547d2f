// About how many bytes a record takes on its way to the parent: known before it is encoded.
import type { TapRecord } from '../protocol/record.ts'
import { MOST_BODY } from './body.ts'

const HEAD = 250
const NAME = 100

export function weightOf(record: TapRecord): number {
  const causes = 'causes' in record ? (record.causes?.length ?? 0) : 0
  return HEAD + causes * NAME + contentOf(record)
}

function contentOf(record: TapRecord): number {
  switch (record.t) {
    case 'sent':
    case 'received':
    case 'dropped':
      return record.body === undefined ? 0 : Math.min(record.bytes, MOST_BODY)
    case 'view':
      return (record.added.length + record.removed.length) * NAME
    case 'log':
      return record.text.length
    default:
      return 0
  }
}

/** What there may be so much of that it must not keep out the rest. */
export function isRpcPacket(record: TapRecord): boolean {
  return (record.t === 'sent' || record.t === 'received' || record.t === 'dropped') && record.link === 'rpc'
}
