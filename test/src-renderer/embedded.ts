// A timeline as a report embeds it.
import type { Timeline } from '../../src-main/timeline/index.ts'
import { EmbeddedPages, type EmbeddedTimeline } from '../../src-renderer/report/embedded-pages.ts'
import { pageOf } from '../support/recorded-lines.ts'

export function embedded({ header, events, footer }: Timeline): EmbeddedTimeline {
  const pages = new EmbeddedPages()
  pages.push(pageOf([header, ...events, ...(footer ? [footer] : [])]).text)
  return pages.finish()
}
