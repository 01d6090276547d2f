// Packets for Wireshark and tshark as exported PDUs: each is its JSON, without an invented transport, between addresses
// that stand for processes and are named in the file.
import { timeOf, type HeaderEvent, type Nanoseconds, type PacketEvent } from '../event.ts'
import { sortByTime } from '../replay.ts'
import { ByteWriter } from './byte-writer.ts'
import type { Exporter, SelectedTimeline } from './exporter.ts'
import { lanesOf } from './lanes.ts'
import {
  APPLICATION,
  COMMENT,
  INTERFACE_DESCRIPTION,
  INTERFACE_NAME,
  interfaceBlock,
  namesBlock,
  packetBlock,
  sectionBlock,
  textOption,
} from './pcapng-blocks.ts'
import { describeExport } from './selection.ts'

/** The link type of exported PDUs, and the tags in front of each. */
const UPPER_PDU = 252
const TAG = {
  dissector: 12,
  sourceAddress: 20,
  targetAddress: 21,
  portType: 24,
  sourcePort: 25,
  targetPort: 26,
  protocolColumn: 33,
}
const TCP = 2
const INTERFACES = ['control', 'rpc'] as const
/** Diallers get invented ports from here on, one for each connection. */
const FIRST_PORT = 49_152
const PORTS = 16_384
const NOWHERE = new Uint8Array(4)
const CHUNK_BYTES = 65_536

export const pcapng: Exporter = {
  mime: 'application/x-pcapng',
  extension: 'pcapng',
  limitations:
    'It holds packets only, each as its JSON at the moment of its sending; addresses and the ports of diallers stand for processes and connections.',
  includes: ({ t }) => t === 'packet',
  write,
}

interface Places {
  addresses: ReadonlyMap<string, Uint8Array>
  portOf: (packet: PacketEvent) => { source: number; target: number }
  /** Nanoseconds since 1970 at `t0`. */
  start: bigint
}

function* write(selection: SelectedTimeline): Iterable<Uint8Array> {
  const { header, events, provenance } = selection
  const out = new ByteWriter()
  const addresses = new Map(lanesOf(selection).map((id, index) => [id, addressOf(index + 1)]))
  const origin = `${describeExport(provenance)} Run ${header.run}, started at ${header.startedAt}; times are ${provenance.timeBase}; secrets are redacted; ${provenance.dropped} records were lost.`
  sectionBlock(out, [textOption(COMMENT, origin), textOption(APPLICATION, header.generator)])
  for (const link of INTERFACES) {
    const description = textOption(INTERFACE_DESCRIPTION, `Grove: ${link} links of ${header.plan.name}`)
    interfaceBlock(out, UPPER_PDU, [textOption(INTERFACE_NAME, link), description])
  }
  namesBlock(
    out,
    [...addresses].map(([id, address]) => ({ address, name: plainName(id) })),
  )
  const places = { addresses, portOf: ports(header), start: startOf(header) }
  for (const event of sortByTime(events)) {
    if (event.t === 'packet') encode(out, event, places)
    if (out.length >= CHUNK_BYTES) yield out.drain()
  }
  yield out.drain()
}

function encode(out: ByteWriter, packet: PacketEvent, { addresses, portOf, start }: Places): void {
  const { source, target } = portOf(packet)
  const data = (): void => {
    tag(out, TAG.dissector, () => out.text('json'))
    tag(out, TAG.sourceAddress, () => out.bytes(addresses.get(packet.from) ?? NOWHERE))
    tag(out, TAG.targetAddress, () => out.bytes(addresses.get(packet.to) ?? NOWHERE))
    tag(out, TAG.portType, () => out.uint32(TCP, false))
    tag(out, TAG.sourcePort, () => out.uint32(source, false))
    tag(out, TAG.targetPort, () => out.uint32(target, false))
    tag(out, TAG.protocolColumn, () => out.text('GROVE'))
    tag(out, 0, () => undefined)
    out.text(JSON.stringify(packet.body ?? null))
  }
  const at = start + BigInt(Math.max(0, timeOf(packet)))
  packetBlock(out, INTERFACES.indexOf(packet.link), at, data, [textOption(COMMENT, commentOn(packet))])
}

function commentOn(packet: PacketEvent): string {
  const { name, id, phase, bytes, sent, received, answers, causes = [], truncated, dropped } = packet
  const facts = {
    id,
    phase,
    bytes,
    sent: moment(sent),
    received: moment(received),
    answers,
    causes: causes.length === 0 ? undefined : causes.join(','),
    truncated,
    dropped,
  }
  const known = Object.entries(facts).filter(([, value]) => value !== undefined)
  return [name, ...known.map(([key, value]) => `${key}=${value}`)].join(' ')
}

function moment(at: Nanoseconds | null): string {
  return at === null ? 'unseen' : String(at)
}

/** The listener has the port of the plan, the dialler an invented one for each connection. */
function ports({ plan }: HeaderEvent): Places['portOf'] {
  const planned = new Map<string, number>()
  if (plan.master) planned.set(plan.master.id, plan.master.port)
  for (const { id, port } of plan.servers) if (port !== 'none') planned.set(id, port)
  const dialling = new Map<string, number>()
  return ({ conn, direction, from, to }) => {
    const own = dialling.get(conn) ?? FIRST_PORT + (dialling.size % PORTS)
    dialling.set(conn, own)
    if (direction === 'up') return { source: own, target: planned.get(to) ?? 0 }
    return { source: planned.get(from) ?? 0, target: own }
  }
}

function startOf({ startedAt }: HeaderEvent): bigint {
  const milliseconds = Date.parse(startedAt)
  return BigInt(Number.isNaN(milliseconds) ? 0 : milliseconds) * 1_000_000n
}

/** 10.0.0.1 and so on: with one address all processes would share a column in a flow graph. */
function addressOf(index: number): Uint8Array {
  return Uint8Array.of(10, (index >> 16) & 255, (index >> 8) & 255, index & 255)
}

function plainName(id: string): string {
  return id.replace(/[\p{Cc}\s]/gu, '_')
}

/** Numbers are big-endian; the length includes the padding. */
function tag(out: ByteWriter, code: number, value: () => void): void {
  out.uint16(code, false)
  const length = out.length
  out.uint16(0, false)
  value()
  out.pad()
  out.setUint16(length, out.length - length - 2, false)
}
