// `grove export`: converts a recorded timeline to another format.
import {
  parseExportSelection,
  exportFormat,
  type ExportFormat,
  type ExportSelection,
} from '../contract/index.ts'
import { exportTools, readTimeline } from '../host/index.ts'
import { describeExport, exportTimeline } from '../timeline/index.ts'
import { parseTime, UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { writeToFile, writeToStdout } from './file-output.ts'
import { printMessage } from './output.ts'

export const command = defineCommand({
  name: 'export',
  group: 'Recordings',
  summary: 'convert a recorded timeline to another format',
  usage: 'FILE',
  maxArguments: 1,
  options: {
    format: { type: 'string', valueName: 'FORMAT', help: exportFormat.options.join(', ') },
    from: {
      type: 'string',
      valueName: 'TIME',
      help: 'export only events after this time since the start, like 250ms',
    },
    to: { type: 'string', valueName: 'TIME', help: 'export only events before this time' },
    filter: {
      type: 'string',
      valueName: 'QUERY',
      help: 'export only events that match, like "phase:register dur>5ms"',
    },
    output: {
      type: 'string',
      short: 'o',
      valueName: 'OUT',
      help: 'write to OUT instead of stdout; a name that ends with .gz compresses it',
    },
  },
  run: async (values, [path]) => {
    if (path === undefined) throw new UsageError('grove export needs a timeline file (.ndjson, .ndjson.gz).')
    const format = parseFormat(values.format)
    const options = parseExportSelection({ ...parseRange(values.from, values.to), filter: values.filter })
    const timeline = await readTimeline(path)
    for (const warning of timeline.warnings) printMessage(warning)
    const { pieces, provenance } = exportTimeline(format, timeline, options, exportTools)
    if (values.output === undefined) {
      await writeToStdout(pieces)
      return EXIT.done
    }
    const exit = await writeToFile(values.output, pieces)
    if (exit === EXIT.done) printMessage(`${values.output}: ${describeExport(provenance)}`)
    return exit
  },
})

function parseFormat(text: string | undefined): ExportFormat {
  const allowed = exportFormat.options.join(', ')
  if (text === undefined) throw new UsageError(`grove export needs --format, one of: ${allowed}.`)
  const format = exportFormat.safeParse(text)
  if (!format.success) throw new UsageError(`--format takes one of ${allowed}, not "${text}".`)
  return format.data
}

function parseRange(fromText: string | undefined, toText: string | undefined): ExportSelection {
  const from = parseTime('--from', fromText)
  const to = parseTime('--to', toText)
  if (from !== undefined && to !== undefined && from > to) {
    throw new UsageError(`--from ${fromText} is later than --to ${toText}.`)
  }
  return { from, to }
}
