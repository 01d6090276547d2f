// `grove export`: converts a recorded timeline to another format.
import { exportFormat, parseExportSelection, type ExportSelection } from '../contract/index.ts'
import { exportTools } from '../host/exports/tools.ts'
import { readTimeline } from '../host/run.ts'
import { describeExport, exportTimeline } from '../timeline/index.ts'
import { parseChoice, parseTime, UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { OUTPUT_OPTION, writeOutput } from './file-output.ts'
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
    ...OUTPUT_OPTION,
  },
  run: async (values, [path]) => {
    if (path === undefined) throw new UsageError('grove export needs a timeline file (.ndjson, .ndjson.gz).')
    const format = parseChoice('--format', values.format, exportFormat.options)
    const options = parseExportSelection({ ...parseRange(values.from, values.to), filter: values.filter })
    const timeline = await readTimeline(path)
    for (const warning of timeline.warnings) printMessage(warning)
    const { pieces, provenance } = exportTimeline(format, timeline, options, exportTools)
    const exit = await writeOutput(values.output, pieces)
    if (values.output !== undefined && exit === EXIT.done) {
      printMessage(`${values.output}: ${describeExport(provenance)}`)
    }
    return exit
  },
})

function parseRange(fromText: string | undefined, toText: string | undefined): ExportSelection {
  const from = parseTime('--from', fromText)
  const to = parseTime('--to', toText)
  if (from !== undefined && to !== undefined && from > to) {
    throw new UsageError(`--from ${fromText} is later than --to ${toText}.`)
  }
  return { from, to }
}
