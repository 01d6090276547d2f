// The blocks of a pcapng file, little-endian: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html
import type { ByteWriter } from './byte-writer.ts'

/** A code, and a function that writes the value. */
export interface Option {
  code: number
  value: (out: ByteWriter) => void
}

const SECTION = 0x0a0d0d0a
const INTERFACE = 1
const NAMES = 4
const PACKET = 6
const BYTE_ORDER = 0x1a2b3c4d
const IPV4_NAME = 1
/** The length of an option is a 16-bit number. */
const MAX_OPTION_BYTES = 65_535

export const COMMENT = 1
export const APPLICATION = 4
export const INTERFACE_NAME = 2
export const INTERFACE_DESCRIPTION = 3
const TIME_RESOLUTION = 9
const NANOSECONDS = 9

export function textOption(code: number, text: string): Option {
  return { code, value: (out) => out.text(text, MAX_OPTION_BYTES) }
}

export function sectionBlock(out: ByteWriter, options: Option[]): void {
  block(out, SECTION, () => {
    out.uint32(BYTE_ORDER)
    out.uint16(1)
    out.uint16(0)
    // The section's length is not known yet.
    out.int64(-1n)
    writeOptions(out, options)
  })
}

/** Packets of the interface have timestamps in nanoseconds. */
export function interfaceBlock(out: ByteWriter, linkType: number, options: Option[]): void {
  block(out, INTERFACE, () => {
    out.uint16(linkType)
    out.uint16(0)
    out.uint32(0)
    const resolution = { code: TIME_RESOLUTION, value: () => out.bytes(Uint8Array.of(NANOSECONDS)) }
    writeOptions(out, [...options, resolution])
  })
}

export function namesBlock(out: ByteWriter, names: readonly { address: Uint8Array; name: string }[]): void {
  const records = names.map(({ address, name }) => ({
    code: IPV4_NAME,
    value: () => {
      out.bytes(address)
      out.text(`${name}\0`, MAX_OPTION_BYTES - address.length)
    },
  }))
  block(out, NAMES, () => writeOptions(out, records))
}

/** `at`: nanoseconds since 1970. */
export function packetBlock(
  out: ByteWriter,
  on: number,
  at: bigint,
  data: () => void,
  options: Option[],
): void {
  block(out, PACKET, () => {
    out.uint32(on)
    out.uint32(Number(at >> 32n))
    out.uint32(Number(at & 0xffffffffn))
    const lengths = out.length
    out.uint32(0)
    out.uint32(0)
    data()
    const length = out.length - lengths - 8
    out.setUint32(lengths, length)
    out.setUint32(lengths + 4, length)
    out.pad()
    writeOptions(out, options)
  })
}

/** A block has its length before and after its body. */
function block(out: ByteWriter, type: number, body: () => void): void {
  const start = out.length
  out.uint32(type)
  out.uint32(0)
  body()
  const length = out.length + 4 - start
  out.setUint32(start + 4, length)
  out.uint32(length)
}

/** Options and name records have the same form: code, length, value; zeros at the end. */
function writeOptions(out: ByteWriter, options: readonly Option[]): void {
  for (const { code, value } of options) {
    out.uint16(code)
    const length = out.length
    out.uint16(0)
    value(out)
    out.setUint16(length, out.length - length - 2)
    out.pad()
  }
  out.uint32(0)
}
