// What rows say besides who and when: names of packets and members, phases, and bodies without secrets.
import type { Dialect } from '../../core/protocol/dialect.ts'
import type { BusRecord, PacketRecord } from '../../core/protocol/record.ts'
import { hasOwnProtocol } from './dialect-of.ts'
import type { PacketEvent, Phase } from './event.ts'
import { packetPhase } from './naming.ts'
import type { Redactor } from './redact.ts'
import { parseTruncatedJson } from './truncated-json.ts'

export class RowContent {
  readonly #dialect: Dialect
  readonly #redactor: Redactor
  /** What a framework calls its members → the ids of their processes. */
  readonly #aliases = new Map<string, string>()

  constructor(dialect: Dialect, redactor: Redactor) {
    this.#dialect = dialect
    this.#redactor = redactor
  }

  addAlias(node: string, process: string): void {
    this.#aliases.set(node, process)
  }

  /** Returns the process that a framework's name means; the name itself if it is not known. */
  readonly laneOf = (node: string): string => this.#aliases.get(node) ?? node

  /** Returns a member of a view under the id of its process. */
  readonly memberOf = <Member extends { id: string }>(member: Member): Member =>
    this.#aliases.has(member.id) ? { ...member, id: this.laneOf(member.id) } : member

  /** The names of Grove's own packets are found in their bodies. */
  named<Record extends { name?: string; event: string }>(record: Record): Record {
    if (record.name !== undefined || hasOwnProtocol(this.#dialect)) return record
    return { ...record, name: record.event }
  }

  contentOf(
    record: PacketRecord | BusRecord,
    name = record.name ?? record.event,
  ): Pick<PacketEvent, 'event' | 'name' | 'phase' | 'bytes'> {
    const { event, bytes } = record
    return { event, name, phase: this.#phaseOf(record, name), bytes }
  }

  /** Returns the body without secrets. */
  bodyOf({ link, body, truncated }: PacketRecord | BusRecord): unknown {
    return body === undefined ? undefined : this.#redactor.body(body, link, truncated)
  }

  /** Grove's own steps have their phases by their names. */
  phaseOfStep(step: string): Phase | undefined {
    return hasOwnProtocol(this.#dialect) ? undefined : phaseIn(this.#dialect, step)
  }

  #phaseOf({ phase, link, body, calls }: PacketRecord | BusRecord, name: string): Phase {
    if (phase !== undefined) return phase
    if (hasOwnProtocol(this.#dialect)) return packetPhase(name, parsedBody(body))
    if (calls?.some(({ error }) => error)) return 'error'
    return phaseIn(this.#dialect, name) ?? (link === 'rpc' ? 'rpc' : 'admin')
  }
}

/** A truncated body is text: parse its complete part. */
export function parsedBody(body: unknown): unknown {
  return typeof body === 'string' ? parseTruncatedJson(body) : body
}

function phaseIn({ phases }: Dialect, name: string): Phase | undefined {
  const request = name.replace(/\.ack$/, '')
  return Object.hasOwn(phases, request) ? phases[request] : undefined
}
