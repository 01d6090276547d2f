// `grove export`: a recorded timeline in another format.
import { exportFormat, type ExportFormat } from '../contract/index.ts'
import { readTimeline, writeWhole } from '../host/index.ts'
import { exportTimeline } from '../timeline/index.ts'
import { parseOptions, UsageError } from './arguments.ts'

export async function exportCommand(args: string[]): Promise<number> {
  const { values, path } = parseOptions('export', args, {
    format: { type: 'string' },
    output: { type: 'string', short: 'o' },
  })
  if (path === undefined) throw new UsageError('grove export needs a timeline file (.ndjson).')
  const format = formatOf(values.format)
  const timeline = await readTimeline(path)
  for (const warning of timeline.warnings) process.stderr.write(`${warning}\n`)
  const { chunks } = exportTimeline(format, timeline)
  if (values.output === undefined) await writeToStdout(chunks)
  else await writeWhole(values.output, chunks)
  return 0
}

function formatOf(text: string | undefined): ExportFormat {
  const allowed = exportFormat.options.join(', ')
  if (text === undefined) throw new UsageError(`grove export needs --format, one of: ${allowed}.`)
  const format = exportFormat.safeParse(text)
  if (!format.success) throw new UsageError(`--format takes one of ${allowed}, not "${text}".`)
  return format.data
}

async function writeToStdout(chunks: Iterable<string>): Promise<void> {
  // A reader that left has had enough.
  process.stdout.on('error', () => process.exit(0))
  for (const chunk of chunks) {
    await new Promise((resolve) => process.stdout.write(chunk, resolve))
  }
}
