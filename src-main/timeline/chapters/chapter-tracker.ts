// Cuts a run into chapters while its events arrive.
import { bisect } from '../../../core/kit/binary-search.ts'
import type { Dialect } from '../../../core/protocol/dialect.ts'
import { GROVE_DIALECT } from '../../../core/protocol/grove-dialect.ts'
import type { EventColumns } from '../columns/event-columns.ts'
import { dialectOf } from '../dialect-of.ts'
import { timeOf, type HeaderEvent, type TimelineEvent } from '../event.ts'
import { formatSpan } from '../format-time.ts'
import { isHeartbeat } from '../sequence/labels.ts'
import { ENGLISH, type TimelineWords } from '../words/en.ts'
import { Agreement } from './agreement.ts'
import { CallCounter, type CallCounts } from './call-counter.ts'
import type { Chapter } from './chapter.ts'
import type { Cut } from './cut.ts'
import { cutsOf, isCauseEvent } from './cuts.ts'
import { agreementText, describeCut, failedParts } from './describe.ts'
import { factsOf } from './facts.ts'
import { changesOf, partsOf, type Change, type Part } from './parts.ts'

interface Described {
  /** What the description depends on. */
  key: string
  chapter: Chapter
}

export class ChapterTracker {
  #dialect: Dialect = GROVE_DIALECT
  #planned: ReadonlySet<string> = new Set()
  #agreement = new Agreement(GROVE_DIALECT)
  #causes: TimelineEvent[] = []
  /** Null if events came since. */
  #changes: Change[] | null = null
  readonly #types = new Map<string, string>()
  readonly #masters = new Set<string>()
  /** Processes that report: a packet that one of them did not get is lost. */
  readonly tapped = new Set<string>()
  #described = new Map<string, Described>()
  #words: TimelineWords = ENGLISH
  #calls = new CallCounter()

  /** To be called before the first event. */
  setHeader(header: HeaderEvent): void {
    this.#dialect = dialectOf(header)
    this.#planned = new Set(header.plan.servers.map(({ id }) => id))
    this.#agreement = new Agreement(this.#dialect)
  }

  /** Takes new events, in the order of arrival. */
  append(events: readonly TimelineEvent[]): void {
    for (const event of events) {
      if (!belongsToChange(event)) continue
      if (event.t === 'process' || event.t === 'state') this.tapped.add(event.process)
      if (event.t === 'process') {
        this.#types.set(event.process, event.serverType)
        if (this.#dialect.hasMaster && event.serverType === 'master') this.#masters.add(event.process)
      }
      this.#agreement.add(event)
      this.#changes = null
      if (isCauseEvent(event, this.#dialect.hasMaster)) this.#addCause(event)
    }
  }

  /** @param events all events so far */
  chapters(events: EventColumns, words: TimelineWords = ENGLISH): readonly Chapter[] {
    if (words !== this.#words) this.#described.clear()
    this.#words = words
    const parts = this.#parts(events)
    const described = new Map<string, Described>()
    const chapters = parts.map((part, index) => {
      const isLast = index === parts.length - 1
      const one = this.#describe(events, part, isLast)
      described.set(part.id, one)
      return one.chapter
    })
    this.#described = described
    return withStart(chapters, this.#dialect, words)
  }

  #addCause(event: TimelineEvent): void {
    const last = this.#causes.at(-1)
    const time = timeOf(event)
    if (last === undefined || timeOf(last) <= time) this.#causes.push(event)
    else
      this.#causes.splice(
        bisect(this.#causes, (one) => timeOf(one) > time),
        0,
        event,
      )
  }

  #parts(events: EventColumns): Part[] {
    if (events.length === 0) return []
    const end = events.timeAt(events.length - 1) + 1
    this.#changes ??= changesOf(cutsOf(this.#causes, this.#dialect, this.#planned), this.#agreement)
    return partsOf(this.#changes, Math.min(0, events.timeAt(0)), end)
  }

  #describe(events: EventColumns, part: Part, isLast: boolean): Described {
    const { cut, id, from, to } = part
    const [first, last] = [events.from(from), events.from(to)]
    const servers = cut ? [...cut.servers].join() : ''
    const key = [from, to, last - first, isLast, cut?.kind, cut?.times, servers].join(' ')
    const known = this.#described.get(id)
    if (known?.key === key) return known
    const calls = this.#calls.count(events, first, last, cut?.servers ?? this.tapped)
    const base = { id, from, to, count: last - first }
    const chapter = cut
      ? this.#cutChapter(events, cut, base, calls, isLast)
      : quietChapter(base, calls, this.#words)
    return { key, chapter }
  }

  #cutChapter(
    events: EventColumns,
    cut: Cut,
    base: Pick<Chapter, 'id' | 'from' | 'to' | 'count'>,
    calls: CallCounts,
    isLast: boolean,
  ): Chapter {
    const first = events.from(base.from)
    const agreed = cut.kind === 'stop' ? null : this.#agreement.agreedIn(base.from, base.to)
    const isFirst = cut.kind === 'start' || cut.kind === 'join'
    const { title, text, tone } = describeCut({
      cut,
      facts: factsOf(events, first, first + base.count, cut.servers, this.#masters),
      lostCalls: calls.lost,
      failedCalls: calls.failed,
      agreedAt: agreed?.at ?? null,
      endsDiverged: this.#agreement.isDivergedAt(base.to - 1),
      isLast,
      dialect: this.#dialect,
      typeOf: (server) => this.#types.get(server) ?? server,
      words: this.#words,
    })
    return {
      id: base.id,
      kind: cut.kind,
      from: base.from,
      to: base.to,
      servers: [...cut.servers],
      title,
      text,
      tone,
      count: base.count,
      agreedAt: agreed?.at ?? null,
      agreement: agreed ? agreementText(this.#dialect, agreed.agreeing, isFirst, this.#words) : '',
    }
  }
}

/** Returns the chapters of a whole run. */
export function chaptersOf(
  header: HeaderEvent,
  run: readonly TimelineEvent[],
  events: EventColumns,
): readonly Chapter[] {
  const tracker = new ChapterTracker()
  tracker.setHeader(header)
  tracker.append(run)
  return tracker.chapters(events)
}

/** Whether an event is a part of a change of the cluster, and not of its daily traffic. */
function belongsToChange(event: TimelineEvent): boolean {
  switch (event.t) {
    case 'packet':
      return (
        event.link === 'control' && event.phase !== 'admin' && event.phase !== 'rpc' && !isHeartbeat(event)
      )
    case 'process':
    case 'state':
    case 'view':
    case 'proxy':
    case 'step':
    case 'fault':
      return true
    default:
      return false
  }
}

/** Time in which nothing changed. */
function quietChapter(
  base: Pick<Chapter, 'id' | 'from' | 'to' | 'count'>,
  { calls, lost, failed }: CallCounts,
  words: TimelineWords,
): Chapter {
  const { chapters, names } = words
  const span = base.to - base.from
  const isIdle = calls === 0
  const rate = calls / Math.max(1, span / 1e9)
  const parts = isIdle
    ? []
    : [chapters.callRate(Number(rate.toPrecision(2))), ...failedParts(lost, failed, words)]
  return {
    id: base.id,
    kind: isIdle ? 'idle' : 'traffic',
    from: base.from,
    to: base.to,
    servers: [],
    title: isIdle
      ? chapters.idle(formatSpan(span))
      : chapters.withCalls(formatSpan(span), names.calls(calls)),
    text: parts.filter((part) => part !== '').join(' · '),
    tone: failed + lost > 0 ? 'warn' : 'plain',
    count: base.count,
    agreedAt: null,
    agreement: '',
  }
}

/** The first chapter says when the whole start was over. */
function withStart(
  chapters: readonly Chapter[],
  { sees }: Dialect,
  words: TimelineWords,
): readonly Chapter[] {
  const [start] = chapters
  if (start?.kind !== 'start' || start.agreedAt !== null) return chapters
  const next = chapters.findIndex(({ kind }) => kind !== 'start' && kind !== 'join' && kind !== 'idle')
  const opening = chapters.slice(0, next < 0 ? chapters.length : next)
  const agreed = opening.find(({ agreedAt }) => agreedAt !== null)
  if (!agreed || agreed.agreedAt === null) return chapters
  const what = sees.views ? words.chapters.agreedAfter : words.chapters.startedAfter
  const text = `${start.text} · ${what(formatSpan(agreed.agreedAt - start.from))}`
  return [{ ...start, text, agreedAt: agreed.agreedAt }, ...chapters.slice(1)]
}
