// The tools of export formats: a PNG renderer and the page of a report.
import { readFile } from 'node:fs/promises'
import { HostError } from '../../contract/index.ts'
import type { ExportTools } from '../../timeline/index.ts'
import { pngWorkerFile, reportPage } from '../locations.ts'
import { startWorkerThread } from '../system/worker-thread.ts'

export const exportTools: ExportTools = {
  renderPng: paint,
  loadReportPage: () => readFile(reportPage, 'utf8'),
}

/** Runs in a worker thread: it takes a second. */
function paint(svg: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    // A thread that the system refuses rejects too.
    const worker = startWorkerThread(pngWorkerFile, svg)
    worker.once('message', resolve)
    worker.once('error', (error) =>
      reject(
        new HostError(
          { code: 'NO_PICTURE', message: `The picture cannot be drawn: ${error.message}` },
          error,
        ),
      ),
    )
  })
}
