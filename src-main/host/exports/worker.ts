// The worker thread of one export: reads the run from its file and replies to each message with the next part.
import { parentPort, workerData } from 'node:worker_threads'
import {
  parseExportSelection,
  problemOf,
  type ExportFormat,
  type ExportPart,
  type ExportSelection,
  type Problem,
} from '../../contract/index.ts'
import {
  ExportPump,
  exportSteps,
  summarizeRun,
  TimelineCollector,
  type ExportSteps,
} from '../../timeline/index.ts'
import { readStoredLines } from '../recording/stored-lines.ts'
import type { StoredLines } from '../recording/timeline-log.ts'
import { exportTools } from './tools.ts'

export interface ExportRequest {
  stored: StoredLines
  format: ExportFormat
  options: ExportSelection
}

export type ExportReply = { part: ExportPart } | { problem: Problem }

async function* readAndExport({ stored, format, options }: ExportRequest): ExportSteps {
  const of = stored.lines + stored.rest.length
  const collector = new TimelineCollector()
  let read = 0
  for await (const lines of readStoredLines(stored)) {
    for (const line of lines) collector.add(line)
    read += lines.length
    yield { read, of }
  }
  const { header, events, footer } = collector.finish()
  // A live run gets a footer as of now, so that the file is complete.
  const end = footer ?? { t: 'footer', ...summarizeRun(header, events), exit: 0 }
  return yield* exportSteps(
    { header, events, footer: end },
    format,
    parseExportSelection(options),
    exportTools,
  )
}

const pump = new ExportPump(readAndExport(workerData as ExportRequest), () => performance.now())

async function sendPart(): Promise<void> {
  try {
    const part = await pump.next()
    const { bytes } = part
    parentPort?.postMessage({ part } satisfies ExportReply, [
      bytes instanceof ArrayBuffer ? bytes : bytes.buffer,
    ])
  } catch (error) {
    parentPort?.postMessage({ problem: problemOf(error) } satisfies ExportReply)
  }
}

parentPort?.on('message', () => void sendPart())
