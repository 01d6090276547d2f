// What export formats need beyond pure functions: a thread that draws, and the page of a report.
import { readFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { HostError } from '../../contract/index.ts'
import type { ExportTools } from '../../timeline/index.ts'
import { pngWorkerFile, reportPage } from '../locations.ts'

export const exportTools: ExportTools = {
  renderPng: paint,
  loadReportPage: () => readFile(reportPage, 'utf8'),
}

/** In a thread of its own: it takes a second, and a running cluster is not to wait for it. */
function paint(svg: string): Promise<Uint8Array> {
  const worker = new Worker(pngWorkerFile, { workerData: svg })
  return new Promise((resolve, reject) => {
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
