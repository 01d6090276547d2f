// `grove diff`: compares two recorded runs.
import { Readable } from 'node:stream'
import { readTimeline } from '../host/index.ts'
import { diffAsMarkdown, diffAsText, diffTimelines, type TimelineDiff } from '../timeline/index.ts'
import { UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { writeToFile, writeToStdout } from './file-output.ts'
import { printMessage } from './output.ts'
import { printable } from './report.ts'

const FORMATS = {
  text: (diff: TimelineDiff): string => printable(diffAsText(diff)),
  markdown: diffAsMarkdown,
  json: (diff: TimelineDiff): string => `${JSON.stringify(diff, null, 2)}\n`,
} as const satisfies Record<string, (diff: TimelineDiff) => string>

export const command = defineCommand({
  name: 'diff',
  group: 'Recordings',
  summary: 'compare two recorded runs',
  usage: 'A B',
  maxArguments: 2,
  options: {
    format: {
      type: 'string',
      valueName: 'FORMAT',
      help: `${Object.keys(FORMATS).join(', ')} (default text)`,
    },
    json: { type: 'boolean', help: 'short for --format json' },
    output: {
      type: 'string',
      short: 'o',
      valueName: 'OUT',
      help: 'write to OUT instead of stdout; a name that ends with .gz compresses it',
    },
  },
  details: `Two runs differ if their plans, servers or outcomes differ, if an event occurs in only one of them, if a
server took its steps in another order, or if the checks find other errors. Then the exit code is 1.
Times and counts are shown, and * marks large differences, but they do not affect the exit code.
See docs/RECORDINGS.md.`,
  run: async ({ format, json, output }, [a, b]) => {
    if (a === undefined || b === undefined) {
      throw new UsageError('grove diff needs two timeline files: grove diff A.ndjson B.ndjson')
    }
    const render = FORMATS[parseFormat(format ?? (json ? 'json' : 'text'))]
    const diff = diffTimelines(await read('A', a), await read('B', b))
    const exit = await write(output, render(diff))
    return exit === EXIT.done && !diff.same ? EXIT.failed : exit
  },
})

function parseFormat(text: string): keyof typeof FORMATS {
  const allowed = Object.keys(FORMATS).join(', ')
  if (Object.hasOwn(FORMATS, text)) return text as keyof typeof FORMATS
  throw new UsageError(`--format takes one of ${allowed}, not "${text}".`)
}

async function read(name: string, path: string) {
  const timeline = await readTimeline(path)
  for (const warning of timeline.warnings) printMessage(`${name}: ${warning}`)
  return timeline
}

async function write(file: string | undefined, text: string): Promise<number> {
  const pieces = Readable.from([new TextEncoder().encode(text)])
  if (file !== undefined) return writeToFile(file, pieces)
  await writeToStdout(pieces)
  return EXIT.done
}
