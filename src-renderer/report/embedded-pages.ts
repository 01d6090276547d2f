// The timeline of a report as pages of text: the events themselves are kept once, in the columns of the window.
import type { LinePage } from '../../src-main/contract/index.ts'
import {
  ClusterState,
  parseTrustedLines,
  TimelineCollector,
  TimelineReader,
  type FooterEvent,
  type HeaderEvent,
  type Timeline,
  type TimelineLine,
} from '../../src-main/timeline/index.ts'

const PAGE_BYTES = 1024 ** 2
const LINE_FEED = 10

export interface EmbeddedTimeline {
  pages: readonly LinePage[]
  header: HeaderEvent
  footer: FooterEvent | null
  /** The state after the last event. */
  end: ClusterState
  warnings: string[]
}

/** Collects the bytes of a timeline. */
export class EmbeddedPages {
  readonly #pages: LinePage[] = []
  readonly #reader = new TimelineReader((line) => this.#add(line))
  readonly #decoder = new TextDecoder()
  #parts: Uint8Array[] = []
  #bytes = 0
  #count = 0
  #header: HeaderEvent | null = null
  #footer: FooterEvent | null = null
  #end = new ClusterState()

  /** @throws {TimelineError} */
  push(part: Uint8Array): void {
    const lines = part.lastIndexOf(LINE_FEED) + 1
    if (this.#bytes + lines < PAGE_BYTES || lines === 0) return this.#keep(part)
    this.#keep(part.subarray(0, lines))
    this.#addPage()
    this.#keep(part.subarray(lines))
  }

  /** @throws {TimelineError} */
  finish(): EmbeddedTimeline {
    const last = this.#addPage()
    last.next = null
    const warnings = this.#reader.finish()
    if (!this.#header) throw new Error('it has no timeline.')
    return {
      pages: this.#pages,
      header: this.#header,
      footer: this.#footer,
      end: this.#end,
      warnings,
    }
  }

  #keep(part: Uint8Array): void {
    this.#parts.push(part)
    this.#bytes += part.length
  }

  #addPage(): LinePage {
    const text = new Uint8Array(this.#bytes)
    let at = 0
    for (const part of this.#parts) {
      text.set(part, at)
      at += part.length
    }
    const first = this.#count
    this.#reader.push(this.#decoder.decode(text))
    const page: LinePage = { first, next: this.#count, text }
    this.#pages.push(page)
    this.#parts = []
    this.#bytes = 0
    return page
  }

  #add(line: TimelineLine): void {
    this.#count += 1
    if (line.t === 'header') {
      this.#header = line
      this.#end = new ClusterState(line.dialect)
    } else if (line.t === 'footer') this.#footer = line
    else this.#end.apply(line)
  }
}

/** Returns the page with the line of this index; the last one for any index after it. */
export function pageAt(pages: readonly LinePage[], index: number): LinePage {
  const page = pages.find(({ next }) => next === null || index < next)
  if (!page) throw new Error('a timeline has a last page')
  return page
}

/** Parses the whole timeline. */
export function timelineOf({ pages }: EmbeddedTimeline): Timeline {
  const collector = new TimelineCollector()
  const decoder = new TextDecoder()
  for (const { text } of pages)
    for (const line of parseTrustedLines(decoder.decode(text))) collector.add(line)
  return collector.finish()
}
