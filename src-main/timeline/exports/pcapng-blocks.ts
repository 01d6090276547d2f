// The blocks of a pcapng file, little-endian: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html
import { join } from './join-bytes.ts'

export interface Option {
  code: number
  value: Uint8Array
}

const SECTION = 0x0a0d0d0a
const INTERFACE = 1
const NAMES = 4
const PACKET = 6
const BYTE_ORDER = 0x1a2b3c4d
const IPV4_NAME = 1
/** An option's length is a 16 bit number. */
const LONGEST = 65_535

export const COMMENT = 1
export const APPLICATION = 4
export const INTERFACE_NAME = 2
export const INTERFACE_DESCRIPTION = 3
const TIME_RESOLUTION = 9
const NANOSECONDS = 9

const encoder = new TextEncoder()

export function textOption(code: number, text: string): Option {
  return { code, value: encoder.encode(text).subarray(0, LONGEST) }
}

export function sectionBlock(options: Option[]): Uint8Array {
  const head = new DataView(new ArrayBuffer(16))
  head.setUint32(0, BYTE_ORDER, true)
  head.setUint16(4, 1, true)
  // The section's length is not known while it is being written.
  head.setBigInt64(8, -1n, true)
  return block(SECTION, [bytesOf(head), encodeOptions(options)])
}

/** Packets on it have their times in nanoseconds. */
export function interfaceBlock(linkType: number, options: Option[]): Uint8Array {
  const head = new DataView(new ArrayBuffer(8))
  head.setUint16(0, linkType, true)
  const resolution = { code: TIME_RESOLUTION, value: Uint8Array.of(NANOSECONDS) }
  return block(INTERFACE, [bytesOf(head), encodeOptions([...options, resolution])])
}

export function namesBlock(names: readonly { address: Uint8Array; name: string }[]): Uint8Array {
  const records = names.map(({ address, name }) => ({
    code: IPV4_NAME,
    value: join([address, encoder.encode(`${name}\0`).subarray(0, LONGEST - 4)]),
  }))
  return block(NAMES, [encodeOptions(records)])
}

/** `at`: nanoseconds since 1970. */
export function packetBlock(on: number, at: bigint, data: Uint8Array, options: Option[]): Uint8Array {
  const head = new DataView(new ArrayBuffer(20))
  head.setUint32(0, on, true)
  head.setUint32(4, Number(at >> 32n), true)
  head.setUint32(8, Number(at & 0xffffffffn), true)
  head.setUint32(12, data.length, true)
  head.setUint32(16, data.length, true)
  return block(PACKET, [bytesOf(head), pad(data), encodeOptions(options)])
}

function block(type: number, body: Uint8Array[]): Uint8Array {
  const length = 12 + body.reduce((sum, part) => sum + part.length, 0)
  const head = new DataView(new ArrayBuffer(8))
  head.setUint32(0, type, true)
  head.setUint32(4, length, true)
  return join([bytesOf(head), ...body, bytesOf(head).slice(4)])
}

/** The same form serves options and name records: code, length, value, and an end of zeros. */
function encodeOptions(options: readonly Option[]): Uint8Array {
  const parts = options.map(({ code, value }) => {
    const head = new DataView(new ArrayBuffer(4))
    head.setUint16(0, code, true)
    head.setUint16(2, value.length, true)
    return join([bytesOf(head), pad(value)])
  })
  return join([...parts, new Uint8Array(4)])
}

function bytesOf(view: DataView<ArrayBuffer>): Uint8Array {
  return new Uint8Array(view.buffer)
}

/** To a multiple of four. */
export function pad(bytes: Uint8Array): Uint8Array {
  const rest = bytes.length % 4
  return rest === 0 ? bytes : join([bytes, new Uint8Array(4 - rest)])
}
