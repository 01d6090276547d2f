// What an arrow says: the name of its message, and its content in a few words.
import type { PacketEvent } from '../event.ts'
import { announcedServers, changedServerId } from '../known-records.ts'
import { asArray, asRecord, asString } from '../unknown-json.ts'
import type { TimelineWords } from '../words/en.ts'

/** Returns the server that a packet adds or removes: a part of its name. Empty of others. */
export function subjectOf(packet: PacketEvent): string {
  return changedServerId(packet) ?? ''
}

/** Returns "2 servers" of a list, the reason of a refusal; empty if there is nothing to say. */
export function contentOf(packet: PacketEvent, words: TimelineWords): string {
  const { name, body, phase } = packet
  if (phase === 'error') return reasonIn(body)
  if (subjectOf(packet) !== '') return ''
  if (name === 'update') return changesIn(body, words)
  const announced = announcedServers(packet)
  if (announced.length > 0) return words.sequence.servers(announced.length)
  return listedServers(body, words)
}

/** Joins the parts of a label that are not empty. */
export function joinParts(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(' · ')
}

/** Returns the reason in the answer to a call or a request, of any framework; empty if it has none. */
export function reasonIn(body: unknown): string {
  const candidates = [body, asRecord(body)['body'], asArray(body)[0], asArray(asArray(body)[0])[0]]
  for (const candidate of candidates) {
    const { error, code, msg, message } = asRecord(candidate)
    const inner = asRecord(error)
    const texts = [inner['code'], inner['type'], inner['name'], inner['message'], error, msg, message, code]
    for (const text of texts) if (typeof text === 'string' && text !== '') return text
  }
  return ''
}

/** "chat-1, chat-2 in; chat-3 out" */
function changesIn(body: unknown, words: TimelineWords): string {
  const { sequence } = words
  const changes = asArray(asRecord(asRecord(body)['body'])['changes']).map(asRecord)
  const added = changes.flatMap(({ add }) => asString(asRecord(add)['id']) ?? [])
  const removed = changes.flatMap(({ remove }) => asString(remove) ?? asString(asRecord(remove)['id']) ?? [])
  const joined = added.length > 0 ? sequence.added(named(added, words)) : ''
  const left = removed.length > 0 ? sequence.removed(named(removed, words)) : ''
  return joined !== '' && left !== '' ? sequence.and(joined, left) : joined || left
}

/** Pomelo answers a subscription with the list itself. */
function listedServers(body: unknown, { sequence }: TimelineWords): string {
  const inner = asRecord(asRecord(body)['body'])
  const entries = Object.values(inner).filter(
    (value) => asString(asRecord(value)['serverType']) !== undefined,
  )
  return entries.length === 0 ? '' : sequence.servers(entries.length)
}

function named(ids: readonly string[], { names, sequence }: TimelineWords): string {
  return ids.length > 2 ? sequence.servers(ids.length) : ids.join(names.separator)
}

const HEARTBEAT = /^(heartbeat|ping|pong)/i

/** Whether a packet only says that its sender is alive. An answer to a greeting is more. */
export function isHeartbeat({ name, causes }: PacketEvent): boolean {
  return causes === undefined && HEARTBEAT.test(name)
}
