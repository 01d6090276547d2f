// `grove diff`: two recorded runs side by side.
import { Readable } from 'node:stream'
import { readTimeline } from '../host/index.ts'
import { diffAsMarkdown, diffAsText, diffTimelines, type TimelineDiff } from '../timeline/index.ts'
import { UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { writeToFile, writeToStdout } from './file-output.ts'
import { printable } from './report.ts'

const FORMATS = {
  text: (diff: TimelineDiff): string => printable(diffAsText(diff)),
  markdown: diffAsMarkdown,
  json: (diff: TimelineDiff): string => `${JSON.stringify(diff, null, 2)}\n`,
} as const satisfies Record<string, (diff: TimelineDiff) => string>

export const command = defineCommand({
  name: 'diff',
  group: 'Recordings',
  summary: 'compare two recorded runs: what is only in one, in another order, slower',
  takes: 'A B',
  most: 2,
  options: {
    format: { type: 'string', takes: 'FORMAT', help: `${Object.keys(FORMATS).join(', ')} (default text)` },
    json: { type: 'boolean', help: 'the same as --format json' },
    output: {
      type: 'string',
      short: 'o',
      takes: 'OUT',
      help: 'write to OUT instead of stdout; packed if it ends with .gz',
    },
  },
  details: `Runs are different where their plans, servers or ends are, where something happened in one only, where one
server took its steps in another order, or where the checks find other faults: exit code 1. Times and numbers
are told, and marked * where they are far apart, but make no difference: exit code 0. docs/RECORDINGS.md says
more.`,
  run: async ({ format, json, output }, [a, b]) => {
    if (a === undefined || b === undefined) {
      throw new UsageError('grove diff needs two timeline files: grove diff A.ndjson B.ndjson')
    }
    const render = FORMATS[formatOf(format ?? (json ? 'json' : 'text'))]
    const diff = diffTimelines(await read('A', a), await read('B', b))
    const exit = await write(output, render(diff))
    return exit === EXIT.done && !diff.same ? EXIT.failed : exit
  },
})

function formatOf(text: string): keyof typeof FORMATS {
  const allowed = Object.keys(FORMATS).join(', ')
  if (Object.hasOwn(FORMATS, text)) return text as keyof typeof FORMATS
  throw new UsageError(`--format takes one of ${allowed}, not "${text}".`)
}

async function read(name: string, path: string) {
  const timeline = await readTimeline(path)
  for (const warning of timeline.warnings) process.stderr.write(`${name}: ${warning}\n`)
  return timeline
}

async function write(file: string | undefined, text: string): Promise<number> {
  const pieces = Readable.from([new TextEncoder().encode(text)])
  if (file !== undefined) return writeToFile(file, pieces)
  await writeToStdout(pieces)
  return EXIT.done
}
