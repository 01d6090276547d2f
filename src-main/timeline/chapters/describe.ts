// The title, the sentence and the tone of a chapter. Each part of a sentence is measured; what is not seen is said.
import type { Dialect } from '../../../core/protocol/dialect.ts'
import { formatSpan } from '../format-time.ts'
import type { Nanoseconds } from '../event.ts'
import { listNames } from '../list-names.ts'
import { counted } from '../sequence/labels.ts'
import type { ChapterTone } from './chapter.ts'
import type { Cut } from './cut.ts'
import type { ChapterFacts } from './facts.ts'
import { faultTitle, titleOf } from './titles.ts'

export interface Description {
  title: string
  text: string
  tone: ChapterTone
}

export interface DescribedChapter {
  cut: Cut
  facts: ChapterFacts
  /** Calls that were lost, and answers that are errors. */
  lostCalls: number
  failedCalls: number
  agreedAt: Nanoseconds | null
  /** Whether the views do not agree at its end. */
  endsDiverged: boolean
  /** Whether it may still grow. */
  isLast: boolean
  dialect: Dialect
  typeOf: (server: string) => string
}

export function describeCut(chapter: DescribedChapter): Description {
  const { cut } = chapter
  const parts = [...partsOf(chapter), ...callParts(chapter), ...agreementParts(chapter)].filter(
    (part) => part !== '',
  )
  return {
    title: titleOf(cut, chapter.typeOf, chapter.dialect),
    text: parts.length > 0 ? parts.join(' · ') : (UNTOLD[cut.kind] ?? ''),
    tone: TONES[cut.kind],
  }
}

/** Where nothing was measured. */
const UNTOLD: Partial<Record<Cut['kind'], string>> = {
  fault: 'nobody joined, left or was dropped',
  healed: 'nobody joined, left or was dropped',
  resumed: 'nobody had dropped it',
}

const TONES: Readonly<Record<Cut['kind'], ChapterTone>> = {
  start: 'plain',
  join: 'plain',
  killed: 'bad',
  crashed: 'bad',
  exited: 'plain',
  lost: 'bad',
  paused: 'warn',
  resumed: 'good',
  fault: 'warn',
  healed: 'good',
  masterLost: 'bad',
  masterBack: 'good',
  scaled: 'plain',
  restart: 'plain',
  stop: 'plain',
}

function partsOf(chapter: DescribedChapter): string[] {
  const { cut, facts } = chapter
  switch (cut.kind) {
    case 'start':
      return startParts(chapter)
    case 'join':
      return joinParts(chapter)
    case 'restart':
      return [
        since('running', lastOf(facts.running), cut.from),
        since('listens', facts.listensAt, cut.from),
        ...(facts.rejoined.size > 0 ? rejoins(chapter) : joinParts(chapter)),
      ]
    case 'scaled':
      return cut.isReversed ? [exits(chapter), dropped(chapter)] : joinParts(chapter)
    case 'exited':
      return [exits(chapter), dropped(chapter)]
    case 'killed':
    case 'crashed':
      return [dropped(chapter)]
    case 'lost':
      return cut.isReversed ? rejoins(chapter) : [whyLost(chapter), afterWhat(cut), dropped(chapter)]
    case 'paused':
      return [`its process is suspended${facts.exited.size > 0 ? '' : ' and keeps its connections'}`]
    case 'resumed':
    case 'healed':
      return rejoins(chapter)
    case 'fault':
      return [
        facts.reconnecting.size > 0
          ? `${listNames([...facts.reconnecting.keys()])} lost ${chapter.dialect.hasMaster ? 'the master' : 'the connection'}`
          : '',
        facts.masterDropped || facts.droppedBy.size > 0 ? dropped(chapter) : '',
      ]
    case 'masterLost': {
      const lost = facts.reconnecting
      return [
        lost.size > 0
          ? `${counted(lost.size, 'server')} lost their link within ${spanTo(lost, cut.from)}`
          : '',
        'nobody can join until it is back',
      ]
    }
    case 'masterBack':
      return [since('listens', facts.listensAt, cut.from), ...rejoins(chapter)]
    case 'stop':
      return [
        facts.exited.size > 0
          ? `${counted(facts.exited.size, 'process', 'processes')} exited within ${spanTo(facts.exited, cut.from)}`
          : '',
      ]
  }
}

function startParts({ cut, facts }: DescribedChapter): string[] {
  const { spawned, running, listensAt } = facts
  const until = lastOf(running)
  const started = counted(spawned.size, 'process', 'processes')
  return [
    until === null ? `${started} spawned` : `${started} started within ${formatSpan(until - cut.from)}`,
    listensAt === null ? '' : `the master listens after ${formatSpan(listensAt - cut.from)}`,
  ]
}

function joinParts({ cut, facts, dialect }: DescribedChapter): string[] {
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
    done.join(' and '),
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

function rejoins({ cut, facts }: DescribedChapter): string[] {
  const back = facts.rejoined.size > 0 ? facts.rejoined : null
  if (back) return [`${listNames([...back.keys()])} registered again after ${spanTo(back, cut.from)}`]
  if (facts.addedBy.size > 0)
    return [
      `${counted(facts.addedBy.size, 'server')} added ${pronoun(cut)} again within ${spanTo(facts.addedBy, cut.from)}`,
    ]
  return []
}

/** "5 servers dropped it within 11 ms" */
function dropped({ cut, facts, dialect }: DescribedChapter): string {
  const it = pronoun(cut)
  const { droppedBy, masterDropped } = facts
  if (!dialect.sees.views) return 'views are not seen: who knows of it is unknown'
  if (droppedBy.size > 0)
    return `${counted(droppedBy.size, 'server')} dropped ${it} within ${spanTo(droppedBy, cut.from)}`
  if (masterDropped) return `the master dropped ${it} after ${formatSpan(masterDropped.at - cut.from)}`
  return ''
}

const REASONS: Readonly<Record<string, string>> = { lost: 'no heartbeat', closed: 'its link closed' }

function whyLost({ cut, facts }: DescribedChapter): string {
  const { masterDropped } = facts
  if (masterDropped === null) return ''
  const { reason } = masterDropped
  const why = reason === undefined ? '' : ` (${REASONS[reason] ?? reason})`
  return `the master dropped ${pronoun(cut)}${why}`
}

/** "3.47 s after it was paused by you" */
function afterWhat({ after, from, servers }: Cut): string {
  if (after === null) return ''
  const span = formatSpan(from - after.from)
  if (after.kind === 'paused')
    return `${span} after ${servers.size === 1 ? 'it was' : 'they were'} paused by you`
  return after.cause.t === 'fault'
    ? `${span} after ${faultTitle(after.cause, listNames([...after.servers]))}`
    : ''
}

function exits({ cut, facts }: DescribedChapter): string {
  const gone = new Map([...facts.exited].filter(([id]) => cut.servers.has(id)))
  return gone.size > 0 && cut.cause.t === 'process' && cut.cause.event === 'stopping'
    ? `exited after ${spanTo(gone, cut.from)}`
    : ''
}

function callParts({ cut, lostCalls, failedCalls }: DescribedChapter): string[] {
  if (cut.kind === 'start' || cut.kind === 'join') return failedParts(0, failedCalls)
  return failedParts(lostCalls, failedCalls)
}

export function failedParts(lost: number, failed: number): string[] {
  return [
    lost > 0 ? `${counted(lost, 'call')} lost` : '',
    failed > 0 ? `${counted(failed, 'call')} failed` : '',
  ]
}

function agreementParts({ cut, agreedAt, endsDiverged, isLast, dialect }: DescribedChapter): string[] {
  if (!dialect.sees.views || cut.kind === 'stop') return []
  if (agreedAt === cut.from) return ['agreed at once']
  if (agreedAt !== null) return [`agreed after ${formatSpan(agreedAt - cut.from)}`]
  if (!endsDiverged || cut.kind === 'start') return []
  return [isLast ? 'not agreed yet' : 'not agreed before the next change']
}

/** "all 5 views equal the master's again" */
export function agreementText(dialect: Dialect, agreeing: number, isFirst: boolean): string {
  const again = isFirst ? '' : ' again'
  if (!dialect.sees.views) return `all ${agreeing} servers have started (views are not seen)`
  if (dialect.hasMaster)
    return agreeing === 1
      ? `the view equals the master's${again}`
      : `all ${agreeing} views equal the master's${again}`
  return `all ${agreeing} know each other${again}`
}

function pronoun({ servers }: Cut): string {
  return servers.size === 1 ? 'it' : 'them'
}

function since(what: string, at: Nanoseconds | null, from: Nanoseconds): string {
  return at === null ? '' : `${what} after ${formatSpan(at - from)}`
}

function lastOf(times: ReadonlyMap<string, Nanoseconds>): Nanoseconds | null {
  return times.size === 0 ? null : Math.max(...times.values())
}

function spanTo(times: ReadonlyMap<string, Nanoseconds>, from: Nanoseconds): string {
  return formatSpan(Math.max(0, (lastOf(times) ?? from) - from))
}
