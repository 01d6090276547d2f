// Packets for Wireshark and tshark, as exported PDUs: no transport is made up, each packet is the JSON it carried,
// between addresses that stand for processes and are named in the file.
import { timeOf, type HeaderEvent, type Nanoseconds, type PacketEvent } from '../event.ts'
import { inOrder } from '../replay.ts'
import type { Exporter, Selection } from './exporter.ts'
import { join } from './join-bytes.ts'
import { lanesOf } from './lanes.ts'
import {
  APPLICATION,
  COMMENT,
  INTERFACE_DESCRIPTION,
  INTERFACE_NAME,
  interfaceBlock,
  namesBlock,
  packetBlock,
  pad,
  sectionBlock,
  textOption,
} from './pcapng-blocks.ts'
import { noteOf } from './selection.ts'

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
/** Diallers get made-up ports, one for each connection, from here on. */
const FIRST_PORT = 49_152
const PORTS = 16_384

export const pcapng: Exporter = {
  mime: 'application/x-pcapng',
  extension: 'pcapng',
  lost: 'It holds packets only, each as its JSON at the moment of its sending; addresses and the ports of diallers stand for processes and connections.',
  holds: ({ t }) => t === 'packet',
  write,
}

interface Places {
  addresses: ReadonlyMap<string, Uint8Array>
  portOf: (packet: PacketEvent) => { source: number; target: number }
  /** Nanoseconds since 1970 at `t0`. */
  start: bigint
}

const encoder = new TextEncoder()

function* write(selection: Selection): Iterable<Uint8Array> {
  const { header, events, provenance } = selection
  const addresses = new Map(lanesOf(selection).map((id, index) => [id, addressOf(index + 1)]))
  const origin = `${noteOf(provenance)} Run ${header.run}, started at ${header.startedAt}; times are ${provenance.timeBase}; secrets are redacted; ${provenance.dropped} records were lost.`
  yield sectionBlock([textOption(COMMENT, origin), textOption(APPLICATION, header.generator)])
  for (const link of INTERFACES) {
    const description = textOption(INTERFACE_DESCRIPTION, `Grove: ${link} links of ${header.plan.name}`)
    yield interfaceBlock(UPPER_PDU, [textOption(INTERFACE_NAME, link), description])
  }
  yield namesBlock([...addresses].map(([id, address]) => ({ address, name: plainName(id) })))
  const places = { addresses, portOf: ports(header), start: startOf(header) }
  for (const event of inOrder(events)) if (event.t === 'packet') yield encode(event, places)
}

function encode(packet: PacketEvent, { addresses, portOf, start }: Places): Uint8Array {
  const { source, target } = portOf(packet)
  const data = join([
    tag(TAG.dissector, encoder.encode('json')),
    tag(TAG.sourceAddress, addresses.get(packet.from) ?? new Uint8Array(4)),
    tag(TAG.targetAddress, addresses.get(packet.to) ?? new Uint8Array(4)),
    tag(TAG.portType, number(TCP)),
    tag(TAG.sourcePort, number(source)),
    tag(TAG.targetPort, number(target)),
    tag(TAG.protocolColumn, encoder.encode('GROVE')),
    tag(0, new Uint8Array()),
    encoder.encode(JSON.stringify(packet.body ?? null)),
  ])
  const at = start + BigInt(Math.max(0, timeOf(packet)))
  return packetBlock(INTERFACES.indexOf(packet.link), at, data, [textOption(COMMENT, commentOn(packet))])
}

function commentOn(packet: PacketEvent): string {
  const { name, id, phase, bytes, sent, received, answers, causes = [], truncated, dropped } = packet
  const facts = {
    id,
    phase,
    bytes,
    ...{ sent: moment(sent), received: moment(received) },
    ...(answers === undefined ? {} : { answers }),
    ...(causes.length === 0 ? {} : { causes: causes.join(',') }),
    ...(truncated ? { truncated } : {}),
    ...(dropped ? { dropped } : {}),
  }
  return [name, ...Object.entries(facts).map(([key, value]) => `${key}=${value}`)].join(' ')
}

function moment(at: Nanoseconds | null): string {
  return at === null ? 'unseen' : String(at)
}

/** The listener's port is the plan's; the dialler's is one for each connection. */
function ports({ plan }: HeaderEvent): Places['portOf'] {
  const planned = new Map<string, number>([[plan.master.id, plan.master.port]])
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

/** 10.0.0.1 and on: processes of one machine would else be one column of a flow graph. */
function addressOf(index: number): Uint8Array {
  return Uint8Array.of(10, (index >> 16) & 255, (index >> 8) & 255, index & 255)
}

function plainName(id: string): string {
  return id.replace(/[\p{Cc}\s]/gu, '_')
}

function tag(code: number, value: Uint8Array): Uint8Array {
  const head = new DataView(new ArrayBuffer(4))
  const padded = pad(value)
  head.setUint16(0, code)
  head.setUint16(2, padded.length)
  return join([new Uint8Array(head.buffer), padded])
}

function number(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4))
  view.setUint32(0, value)
  return new Uint8Array(view.buffer)
}
