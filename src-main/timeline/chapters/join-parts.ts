// The parts of sentences about servers that start, join and come back.
import { formatSpan } from '../format-time.ts'
import { listNames } from '../list-names.ts'
import type { DescribedChapter } from './describe.ts'
import { lastOf, spanTo } from './spans.ts'

export function startParts({ cut, facts, words }: DescribedChapter): string[] {
  const { chapters, names } = words
  const { spawned, running, listensAt } = facts
  const until = lastOf(running)
  const started = names.processes(spawned.size)
  return [
    until === null
      ? chapters.processesSpawned(started)
      : chapters.processesStarted(started, formatSpan(until - cut.from)),
    listensAt === null ? '' : chapters.masterListens(formatSpan(listensAt - cut.from)),
  ]
}

export function joinParts(chapter: DescribedChapter): string[] {
  const { cut, facts, dialect, words } = chapter
  const { chapters, names } = words
  const { registered, subscribed, started, proxiesMade, told, windows, addedBy } = facts
  const ids = [...cut.servers]
  const hasRegistered = dialect.hasMaster && ids.every((id) => registered.has(id))
  const hasSubscribed = dialect.hasMaster && ids.every((id) => subscribed.has(id))
  const done =
    hasRegistered && hasSubscribed
      ? chapters.registeredAndSubscribed
      : hasRegistered
        ? chapters.registered
        : hasSubscribed
          ? chapters.subscribed
          : ''
  const count = ids.filter((id) => started.has(id)).length
  return [
    [done, lastOne(chapter)].filter((part) => part !== '').join(names.comma),
    count < ids.length
      ? chapters.someStarted(count, ids.length)
      : done === '' && count > 0
        ? chapters.joinedAfter(spanTo(started, cut.from))
        : '',
    proxiesMade > 0 ? chapters.proxiesMade(names.proxies(proxiesMade)) : '',
    told.size > 0
      ? chapters.told(names.servers(told.size), windows)
      : addedBy.size > 0
        ? chapters.heardOf(names.servers(addedBy.size), spanTo(addedBy, cut.from), cut.servers.size === 1)
        : '',
  ]
}

/** "chat-3 last": by the master's registry, else by when they started. */
function lastOne({ cut, facts, words }: DescribedChapter): string {
  const order = facts.listed.size > 0 ? facts.listed : facts.started.keys()
  const last = [...order].findLast((id) => cut.servers.has(id))
  return cut.servers.size > 1 && last !== undefined ? words.chapters.last(last) : ''
}

export function rejoins({ cut, facts, words }: DescribedChapter): string[] {
  const { chapters, names } = words
  const { rejoined, addedBy } = facts
  if (rejoined.size > 0)
    return [chapters.registeredAgain(listNames([...rejoined.keys()], words), spanTo(rejoined, cut.from))]
  if (addedBy.size === 0) return []
  return [chapters.addedAgain(names.servers(addedBy.size), spanTo(addedBy, cut.from), cut.servers.size === 1)]
}
