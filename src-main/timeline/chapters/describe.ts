// The title, the sentence and the tone of a chapter. Each part of a sentence is measured; what is not seen is said.
import type { Dialect } from '../../../core/protocol/dialect.ts'
import { formatSpan } from '../format-time.ts'
import type { Nanoseconds } from '../event.ts'
import { listNames } from '../list-names.ts'
import { reasonText } from '../sequence/notes.ts'
import type { TimelineWords } from '../words/en.ts'
import type { ChapterTone } from './chapter.ts'
import { isPair, type Cut } from './cut.ts'
import type { ChapterFacts } from './facts.ts'
import { joinParts, rejoins, startParts } from './join-parts.ts'
import { lastOf, spanTo } from './spans.ts'
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
  words: TimelineWords
}

export function describeCut(chapter: DescribedChapter): Description {
  const { cut } = chapter
  const parts = [...partsOf(chapter), ...callParts(chapter), ...agreementParts(chapter)].filter(
    (part) => part !== '',
  )
  return {
    title: titleOf(cut, chapter.typeOf, chapter.dialect, chapter.words),
    text: parts.length > 0 ? parts.join(' · ') : untold(chapter),
    tone: TONES[cut.kind],
  }
}

/** Where nothing was measured. */
function untold({ cut, dialect, words: { chapters } }: DescribedChapter): string {
  if (cut.kind !== 'fault' && cut.kind !== 'healed' && cut.kind !== 'resumed') return ''
  if (!dialect.sees.views) return chapters.viewsNotSeen
  return cut.kind === 'resumed' ? chapters.nobodyDropped : chapters.nobodyMoved
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
  const { cut, facts, dialect, words } = chapter
  const { chapters, names } = words
  switch (cut.kind) {
    case 'start':
      return startParts(chapter)
    case 'join':
      return joinParts(chapter)
    case 'restart':
      return [
        after(chapters.runningAfter, lastOf(facts.running), cut),
        after(chapters.listensAfter, facts.listensAt, cut),
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
        : [whyLost(chapter), afterWhat(cut, words), dropped(chapter)]
    case 'paused':
      return [facts.exited.size > 0 ? chapters.suspended : chapters.suspendedConnected]
    case 'resumed':
    case 'healed':
      return rejoins(chapter)
    case 'fault': {
      const lost = [...facts.reconnecting.keys()]
      const whoLost = dialect.hasMaster ? chapters.theyLostMaster : chapters.theyLostConnection
      return [
        lost.length > 0 ? whoLost(listNames(lost, words)) : '',
        facts.masterDropped || facts.droppedBy.size > 0 ? dropped(chapter) : '',
      ]
    }
    case 'masterLost': {
      const lost = facts.reconnecting
      return [
        lost.size > 0 ? chapters.linksLost(names.servers(lost.size), spanTo(lost, cut.from)) : '',
        chapters.nobodyCanJoin,
      ]
    }
    case 'masterBack':
      return [after(chapters.listensAfter, facts.listensAt, cut), ...rejoins(chapter)]
    case 'stop': {
      const { exited } = facts
      return [
        exited.size > 0
          ? chapters.processesExited(names.processes(exited.size), spanTo(exited, cut.from))
          : '',
      ]
    }
  }
}

function after(text: (span: string) => string, at: Nanoseconds | null, { from }: Cut): string {
  return at === null ? '' : text(formatSpan(at - from))
}

/** "5 servers dropped it within 11 ms" */
function dropped({ cut, facts, dialect, words: { chapters, names } }: DescribedChapter): string {
  const { droppedBy, masterDropped } = facts
  // Of a pair whose link has a fault, one server is dropped.
  const isOne = cut.servers.size === 1 || (cut.kind === 'fault' && isPair(cut.cause))
  if (!dialect.sees.views) return chapters.droppersNotSeen
  if (droppedBy.size > 0)
    return chapters.droppedWithin(names.servers(droppedBy.size), spanTo(droppedBy, cut.from), isOne)
  return masterDropped ? chapters.masterDroppedAfter(formatSpan(masterDropped.at - cut.from), isOne) : ''
}

function whyLost({ cut, facts, words }: DescribedChapter): string {
  const { masterDropped } = facts
  if (masterDropped === null) return ''
  const { reason } = masterDropped
  const isOne = cut.servers.size === 1
  return reason === undefined
    ? words.chapters.masterDropped(isOne)
    : words.chapters.masterDroppedFor(reasonText(reason, words), isOne)
}

/** "3.47 s after it was paused by you" */
function afterWhat({ after: before, from, servers }: Cut, words: TimelineWords): string {
  if (before === null) return ''
  const span = formatSpan(from - before.from)
  if (before.kind === 'paused') return words.chapters.afterPause(span, servers.size === 1)
  if (before.cause.t !== 'fault') return ''
  return words.chapters.afterFault(
    span,
    faultTitle(before.cause, listNames([...before.servers], words), words),
  )
}

function exits({ cut, facts, words }: DescribedChapter): string {
  const gone = new Map([...facts.exited].filter(([id]) => cut.servers.has(id)))
  return gone.size > 0 && cut.cause.t === 'process' && cut.cause.event === 'stopping'
    ? words.chapters.exitedAfter(spanTo(gone, cut.from))
    : ''
}

function callParts({ cut, lostCalls, failedCalls, words }: DescribedChapter): string[] {
  const isJoin = cut.kind === 'start' || cut.kind === 'join'
  return failedParts(isJoin ? 0 : lostCalls, failedCalls, words)
}

export function failedParts(lost: number, failed: number, { chapters, names }: TimelineWords): string[] {
  return [
    lost > 0 ? chapters.callsLost(names.calls(lost)) : '',
    failed > 0 ? chapters.callsFailed(names.calls(failed)) : '',
  ]
}

function agreementParts(chapter: DescribedChapter): string[] {
  const { cut, agreedAt, endsDiverged, isLast, dialect } = chapter
  const { chapters } = chapter.words
  if (!dialect.sees.views || cut.kind === 'stop') return []
  if (agreedAt === cut.from) return [chapters.agreedAtOnce]
  if (agreedAt !== null) return [chapters.agreedAfter(formatSpan(agreedAt - cut.from))]
  if (!endsDiverged || cut.kind === 'start') return []
  return [isLast ? chapters.notAgreed : chapters.notAgreedBefore]
}

/** "all 5 views equal the master's again" */
export function agreementText(
  { sees, hasMaster }: Dialect,
  agreeing: number,
  isFirst: boolean,
  { chapters }: TimelineWords,
): string {
  if (!sees.views) return chapters.allStarted(agreeing)
  if (!hasMaster) return (isFirst ? chapters.allKnow : chapters.allKnowAgain)(agreeing)
  if (agreeing === 1) return isFirst ? chapters.viewEquals : chapters.viewEqualsAgain
  return (isFirst ? chapters.viewsEqual : chapters.viewsEqualAgain)(agreeing)
}
