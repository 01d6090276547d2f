// The host of a report: serves one timeline from memory and refuses every other call.
import {
  hostCalls,
  HostError,
  parseExportSelection,
  recordedRunSummary,
  type HostApi,
} from '../../src-main/contract/index.ts'
import { ExportPump, exportSteps } from '../../src-main/timeline/index.ts'
import { pageAt, timelineOf, type EmbeddedTimeline } from './embedded-pages.ts'

export function reportHost(embedded: EmbeddedTimeline): HostApi {
  const { pages, header, footer, end, warnings } = embedded
  const { run } = header
  const summary = recordedRunSummary({
    run,
    file: null,
    name: header.plan.name,
    header,
    footer,
    end,
    warnings,
  })
  let exporting: ExportPump | null = null
  const answers: Partial<HostApi> = {
    about: async () => ({
      version: header.generator.replace(/^grove /i, ''),
      shell: 'report',
      node: null,
      platform: '',
      nativeDialogs: false,
    }),
    home: async () => ({ samples: [], recent: [] }),
    runs: async () => [summary],
    history: async () => [],
    orphans: async () => [],
    opening: async () => null,
    otherGroves: async () => [],
    watchMetrics: async () => undefined,
    lines: async (_run, from) => pageAt(pages, from),
    logs: noLogs,
    export: async (_run, format, options = {}) => {
      const steps = exportSteps(timelineOf(embedded), format, parseExportSelection(options), {
        renderPng: paint,
        loadReportPage: page,
      })
      exporting = new ExportPump(steps, () => performance.now())
      return run
    },
    exportPart: async () => {
      // Lets the page show the progress before it goes on.
      await new Promise((resolve) => setTimeout(resolve))
      if (!exporting)
        throw new HostError({ code: 'NO_SUCH_EXPORT', message: 'This export has ended. Start it again.' })
      return exporting.next()
    },
    cancelExport: async () => void (exporting = null),
  }
  const refused = Object.fromEntries(Object.keys(hostCalls).map((name) => [name, refuse]))
  return { ...refused, ...answers } as HostApi
}

async function refuse(): Promise<never> {
  throw new HostError({ code: 'READ_ONLY', message: 'This is a report. It cannot start or change a run.' })
}

async function noLogs(): Promise<never> {
  throw new HostError({ code: 'NO_LOGS', message: 'A report holds no logs: they stay with the recording.' })
}

async function page(): Promise<never> {
  throw new HostError({ code: 'READ_ONLY', message: 'This page is the report already. Save the page.' })
}

async function paint(svg: string): Promise<Uint8Array> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.naturalWidth
  canvas.height = image.naturalHeight
  canvas.getContext('2d')?.drawImage(image, 0, 0)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  // For a picture that is too large, a browser gives null and no error.
  if (!blob)
    throw new HostError({
      code: 'NO_PICTURE',
      message: 'The picture is too large for this browser. Export a shorter time.',
    })
  return new Uint8Array(await blob.arrayBuffer())
}
