// Reads the framing of a pcapng file as the format describes it, strictly: what does not add up is an error.

export interface Block {
  type: number
  body: DataView
}

/** Fails where a block is cut, its two lengths differ, or it is not aligned. */
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

/** Code, length and value, padded to four; ends with zeros. Of options little-endian, of a PDU's tags big-endian. */
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
