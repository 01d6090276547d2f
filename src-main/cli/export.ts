// `grove export`: a recorded timeline in another format.
import { exportFormat, type ExportFormat } from '../contract/index.ts'
import { readTimeline, writeWhole } from '../host/index.ts'
import { exportTimeline } from '../timeline/index.ts'
import { UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'

export const command = defineCommand({
  name: 'export',
  group: 'Recordings',
  summary: 'turn a recorded timeline into another format',
  takes: 'FILE',
  most: 1,
  options: {
    format: { type: 'string', takes: 'FORMAT', help: exportFormat.options.join(', ') },
    output: { type: 'string', short: 'o', takes: 'OUT', help: 'write to OUT instead of stdout' },
  },
  run: async (values, [path]) => {
    if (path === undefined) throw new UsageError('grove export needs a timeline file (.ndjson).')
    const format = formatOf(values.format)
    const timeline = await readTimeline(path)
    for (const warning of timeline.warnings) process.stderr.write(`${warning}\n`)
    const { chunks } = exportTimeline(format, timeline)
    if (values.output === undefined) await writeToStdout(chunks)
    else await writeWhole(values.output, chunks)
    return EXIT.done
  },
})

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
