// The parts of sentences about servers that start, join and come back.
import { formatSpan } from '../format-time.ts'
import { listNames } from '../list-names.ts'
import { counted } from '../sequence/labels.ts'
import type { DescribedChapter } from './describe.ts'
import { lastOf, pronoun, spanTo } from './spans.ts'

export function startParts({ cut, facts }: DescribedChapter): string[] {
  const { spawned, running, listensAt } = facts
  const until = lastOf(running)
  const started = counted(spawned.size, 'process', 'processes')
  return [
    until === null ? `${started} spawned` : `${started} started within ${formatSpan(until - cut.from)}`,
    listensAt === null ? '' : `the master listens after ${formatSpan(listensAt - cut.from)}`,
  ]
}

export function joinParts(chapter: DescribedChapter): string[] {
  const { cut, facts, dialect } = chapter
  const { registered, subscribed, started, proxiesMade, told, windows, addedBy } = facts
  const ids = [...cut.servers]
  const done = [
    ids.every((id) => registered.has(id)) && dialect.hasMaster ? 'registered' : '',
    ids.every((id) => subscribed.has(id)) && dialect.hasMaster ? 'subscribed' : '',
  ].filter((part) => part !== '')
  const startedOnes = ids.filter((id) => started.has(id))
  const notYet = startedOnes.length < ids.length ? `${startedOnes.length} of ${ids.length} started` : ''
  const windowText = windows === 1 ? 'in one window' : `in ${windows} windows`
  return [
    [done.join(' and '), lastOne(chapter)].filter((part) => part !== '').join(', '),
    notYet ||
      (done.length === 0 && startedOnes.length > 0 ? `started after ${spanTo(started, cut.from)}` : ''),
    proxiesMade > 0 ? `${counted(proxiesMade, 'proxy', 'proxies')} made` : '',
    told.size > 0
      ? `told to ${counted(told.size, 'server')} ${windowText}`
      : addedBy.size > 0
        ? `${counted(addedBy.size, 'server')} heard of ${pronoun(cut)} within ${spanTo(addedBy, cut.from)}`
        : '',
  ]
}

/** "chat-3 last": by the master's registry, else by when they started. */
function lastOne({ cut, facts }: DescribedChapter): string {
  const order = facts.listed.size > 0 ? facts.listed : facts.started.keys()
  const last = [...order].findLast((id) => cut.servers.has(id))
  return cut.servers.size > 1 && last !== undefined ? `${last} last` : ''
}

export function rejoins({ cut, facts }: DescribedChapter): string[] {
  const back = facts.rejoined.size > 0 ? facts.rejoined : null
  if (back) return [`${listNames([...back.keys()])} registered again after ${spanTo(back, cut.from)}`]
  if (facts.addedBy.size > 0)
    return [
      `${counted(facts.addedBy.size, 'server')} added ${pronoun(cut)} again within ${spanTo(facts.addedBy, cut.from)}`,
    ]
  return []
}
