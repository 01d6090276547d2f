// `grove diff`: compares two recorded runs.
import { escapeControls } from '../../core/kit/terminal-text.ts'
import { readTimeline } from '../host/run.ts'
import { diffAsMarkdown, diffAsText, diffTimelines, type TimelineDiff } from '../timeline/index.ts'
import { parseChoice, UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { OUTPUT_OPTION, writeOutput } from './file-output.ts'
import { printMessage } from './output.ts'

const FORMATS = {
  text: (diff: TimelineDiff): string => escapeControls(diffAsText(diff)),
  markdown: (diff: TimelineDiff): string => escapeControls(diffAsMarkdown(diff)),
  json: (diff: TimelineDiff): string => `${JSON.stringify(diff, null, 2)}\n`,
} satisfies Record<string, (diff: TimelineDiff) => string>
const FORMAT_NAMES = Object.keys(FORMATS) as (keyof typeof FORMATS)[]

export const command = defineCommand({
  name: 'diff',
  group: 'Recordings',
  summary: 'compare two recorded runs',
  usage: 'A B',
  maxArguments: 2,
  options: {
    format: { type: 'string', valueName: 'FORMAT', help: `${FORMAT_NAMES.join(', ')} (default text)` },
    json: { type: 'boolean', help: 'short for --format json' },
    ...OUTPUT_OPTION,
  },
  details: `Two runs differ if their plans, servers, outcomes or findings differ, if an event occurs in only one run, or if
a server took its steps in another order. Then the exit code is 1. Large differences of times and counts are
marked with * but do not count. See docs/RECORDINGS.md.`,
  run: async ({ format, json, output }, [a, b]) => {
    if (a === undefined || b === undefined) {
      throw new UsageError('grove diff needs two timeline files: grove diff A.ndjson B.ndjson')
    }
    const render = FORMATS[parseChoice('--format', format ?? (json ? 'json' : 'text'), FORMAT_NAMES)]
    const diff = diffTimelines(await read('A', a), await read('B', b))
    const exit = await writeOutput(output, [new TextEncoder().encode(render(diff))])
    return exit === EXIT.done && !diff.same ? EXIT.failed : exit
  },
})

async function read(name: string, path: string) {
  const timeline = await readTimeline(path)
  for (const warning of timeline.warnings) printMessage(`${name}: ${warning}`)
  return timeline
}
