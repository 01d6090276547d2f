// A run as a file in another format, for a window to save.
import { setImmediate } from 'node:timers/promises'
import { chosen, type ExportedFile, type ExportFormat, type ExportOptions } from '../contract/index.ts'
import { exportTimeline, noteOf, summarize, type FooterEvent } from '../timeline/index.ts'
import { exportTools } from './export-tools.ts'
import { wholeTimeline, type Lines } from './lines.ts'

/** Fails with `NO_LINES` where nothing was recorded yet, and with `BAD_QUERY`. */
export async function exportRun(
  lines: Lines,
  format: ExportFormat,
  options: ExportOptions = {},
): Promise<ExportedFile> {
  const { header, events, footer } = await wholeTimeline(lines)
  // A run that goes on gets the footer of this moment: the file is whole.
  const end: FooterEvent = footer ?? { t: 'footer', ...summarize(header, events), exit: 0 }
  const timeline = { header, events, footer: end }
  const { mime, extension, provenance, pieces } = exportTimeline(
    format,
    timeline,
    chosen(options),
    exportTools,
  )
  const parts: Uint8Array[] = []
  for await (const piece of pieces) {
    parts.push(piece)
    // The cluster's packets do not wait for a long export.
    await setImmediate()
  }
  const name = `${header.plan.name}.${extension}`
  return { name, mime, note: noteOf(provenance), bytes: Buffer.concat(parts) }
}
