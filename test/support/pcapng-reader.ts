// A strict reader of pcapng blocks and options.

export interface Block {
  type: number
  body: DataView
}

/** @throws if a block is truncated, not aligned, or its two lengths differ */
export function readBlocks(file: Uint8Array): Block[] {
  const blocks: Block[] = []
  for (let at = 0; at < file.length;) {
    const rest = new DataView(file.buffer, file.byteOffset + at, file.length - at)
    const length = rest.byteLength < 12 ? 0 : rest.getUint32(4, true)
    if (length < 12 || length % 4 !== 0 || length > rest.byteLength) throw new Error(`broken block at ${at}`)
    if (rest.getUint32(length - 4, true) !== length) throw new Error(`two lengths at ${at}`)
    const body = new DataView(rest.buffer, rest.byteOffset + 8, length - 12)
    blocks.push({ type: rest.getUint32(0, true), body })
    at += length
  }
  return blocks
}

/** Reads code, length and value, padded to four bytes, up to code 0. Options are little-endian, PDU tags big-endian. */
export function readFields(view: DataView, from: number, little: boolean) {
  const fields: { code: number; value: Uint8Array }[] = []
  for (let at = from; ;) {
    const code = view.getUint16(at, little)
    const length = view.getUint16(at + 2, little)
    at += 4
    if (code === 0) return { fields, end: at }
    fields.push({ code, value: new Uint8Array(view.buffer, view.byteOffset + at, length) })
    at += Math.ceil(length / 4) * 4
  }
}
