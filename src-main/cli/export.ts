// `grove export`: a recorded timeline in another format.
import { chosen, exportFormat, type ExportFormat, type ExportOptions } from '../contract/index.ts'
import { exportTools, readTimeline } from '../host/index.ts'
import { describeExport, exportTimeline } from '../timeline/index.ts'
import { parseTime, UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { writeToFile, writeToStdout } from './file-output.ts'

export const command = defineCommand({
  name: 'export',
  group: 'Recordings',
  summary: 'turn a recorded timeline into another format',
  takes: 'FILE',
  most: 1,
  options: {
    format: { type: 'string', takes: 'FORMAT', help: exportFormat.options.join(', ') },
    from: { type: 'string', takes: 'TIME', help: 'only what is later: a time since the start, like 250ms' },
    to: { type: 'string', takes: 'TIME', help: 'only what is earlier' },
    filter: { type: 'string', takes: 'QUERY', help: 'only what matches, like "phase:register dur>5ms"' },
    output: {
      type: 'string',
      short: 'o',
      takes: 'OUT',
      help: 'write to OUT instead of stdout; packed if it ends with .gz',
    },
  },
  run: async (values, [path]) => {
    if (path === undefined)
      throw new UsageError('grove export needs a timeline file (.ndjson or .ndjson.gz).')
    const format = formatOf(values.format)
    const options = chosen({ ...rangeOf(values.from, values.to), filter: values.filter })
    const timeline = await readTimeline(path)
    for (const warning of timeline.warnings) process.stderr.write(`${warning}\n`)
    const { pieces, provenance } = exportTimeline(format, timeline, options, exportTools)
    if (values.output === undefined) {
      await writeToStdout(pieces)
      return EXIT.done
    }
    const exit = await writeToFile(values.output, pieces)
    if (exit === EXIT.done) process.stderr.write(`${values.output}: ${describeExport(provenance)}\n`)
    return exit
  },
})

function formatOf(text: string | undefined): ExportFormat {
  const allowed = exportFormat.options.join(', ')
  if (text === undefined) throw new UsageError(`grove export needs --format, one of: ${allowed}.`)
  const format = exportFormat.safeParse(text)
  if (!format.success) throw new UsageError(`--format takes one of ${allowed}, not "${text}".`)
  return format.data
}

function rangeOf(fromText: string | undefined, toText: string | undefined): ExportOptions {
  const from = fromText === undefined ? undefined : parseTime('--from', fromText)
  const to = toText === undefined ? undefined : parseTime('--to', toText)
  if (from !== undefined && to !== undefined && from > to) {
    throw new UsageError(`--from ${fromText} is later than --to ${toText}.`)
  }
  return { from, to }
}
