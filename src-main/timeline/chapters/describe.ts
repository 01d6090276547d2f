// The title, the sentence and the tone of a chapter. Each part of a sentence is measured; what is not seen is said.
import type { Dialect } from '../../../core/protocol/dialect.ts'
import { formatSpan } from '../format-time.ts'
import type { Nanoseconds } from '../event.ts'
import { listNames } from '../list-names.ts'
import { counted } from '../sequence/labels.ts'
import { reasonText } from '../sequence/notes.ts'
import type { ChapterTone } from './chapter.ts'
import type { Cut } from './cut.ts'
import type { ChapterFacts } from './facts.ts'
import { joinParts, rejoins, startParts } from './join-parts.ts'
import { lastOf, pronoun, since, spanTo } from './spans.ts'
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
    text: parts.length > 0 ? parts.join(' · ') : untold(chapter),
    tone: TONES[cut.kind],
  }
}

/** Where nothing was measured. */
const UNTOLD: Partial<Record<Cut['kind'], string>> = {
  fault: 'nobody joined, left or was dropped',
  healed: 'nobody joined, left or was dropped',
  resumed: 'nobody had dropped it',
}

function untold({ cut, dialect }: DescribedChapter): string {
  const text = UNTOLD[cut.kind]
  return text === undefined || dialect.sees.views ? (text ?? '') : 'views are not seen'
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
      return cut.isReversed
        ? [dropped(chapter), ...rejoins(chapter)]
        : [whyLost(chapter), afterWhat(cut), dropped(chapter)]
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

function whyLost({ cut, facts }: DescribedChapter): string {
  const { masterDropped } = facts
  if (masterDropped === null) return ''
  const { reason } = masterDropped
  const why = reason === undefined ? '' : ` (${reasonText(reason)})`
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
