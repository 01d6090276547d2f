// The texts of an event that a search looks at: its values, not the keys of the format.
import type { PacketEvent, TimelineEvent } from '../event.ts'

/** Names first, the body last. Each text is searched by itself, so `^` and `$` are its ends. */
export function* searchedTexts(event: TimelineEvent): Iterable<string> {
  if ('id' in event) yield event.id
  if ('process' in event) yield event.process
  switch (event.t) {
    case 'packet':
      return yield* packetTexts(event)
    case 'process':
      return yield* present(event.event, event.serverType, event.reason, event.signal)
    case 'state':
      return yield* present(event.to, event.reason, event.instance)
    case 'step':
      return yield* present(event.step, event.about)
    case 'link':
      return yield* present(event.event, event.link, event.conn, event.peer, event.reason)
    case 'view':
      return yield* [...event.added, ...event.removed].flatMap(({ id, instance }) => [id, instance])
    case 'proxy':
      return yield* present(event.server, event.instance, event.serverType, ...event.services)
    case 'fault':
      return yield* present(event.fault, textOf(event.parameters))
    case 'finding':
      return yield* present(event.rule, event.text, ...event.events)
    case 'log':
      return yield* present(event.level, event.text)
    case 'mark':
      return yield* present(event.text, event.note)
    case 'gap':
  }
}

function* packetTexts({ from, to, name, event, calls, body }: PacketEvent): Iterable<string> {
  yield* present(from, to, name, event)
  for (const { id, method } of calls ?? []) {
    if (method !== undefined) yield method
    if (typeof id === 'string') yield id
  }
  yield* present(textOf(body))
}

/** A body as JSON; a truncated body is text already. */
function textOf(data: unknown): string | undefined {
  return typeof data === 'string' ? data : JSON.stringify(data)
}

function* present(...pieces: (string | null | undefined)[]): Iterable<string> {
  for (const piece of pieces) if (typeof piece === 'string') yield piece
}
