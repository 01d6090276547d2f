// `grove history`: lists the recorded runs of one project or of all projects.
import type { HistoryEntry } from '../contract/index.ts'
import { createHost } from '../host/index.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'
import { JSON_OPTION } from './select-run.ts'

const OUTCOMES: Record<HistoryEntry['outcome'], string> = {
  running: 'running',
  ended: 'ended',
  failed: 'failed',
  cutOff: 'cut off',
}

export const command = defineCommand({
  name: 'history',
  group: 'Recordings',
  summary: 'list the recorded runs of a project, or of all projects',
  usage: '[DIR]',
  maxArguments: 1,
  options: JSON_OPTION,
  details: 'Open a run with `grove ui FILE`. docs/RECORDINGS.md says how many runs are kept.',
  run: async (values, [directory = null]) => {
    const entries = await createHost({ shell: 'terminal' }).api.history(directory)
    if (values.json) printJson(entries)
    else if (entries.length === 0) printLine('No recorded runs.')
    else for (const entry of entries) process.stdout.write(describe(entry))
    return EXIT.done
  },
})

function describe({ file, name, startedAt, endedAt, outcome, events, bytes }: HistoryEntry): string {
  const started = new Date(startedAt).toLocaleString('sv-SE')
  const lasted = endedAt === null ? '' : ` after ${duration(Date.parse(endedAt) - Date.parse(startedAt))}`
  return `${started}  ${name}  ${OUTCOMES[outcome]}${lasted}, ${events} events, ${size(bytes)}\n  ${file}\n`
}

function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 100) / 10
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

function size(bytes: number): string {
  return bytes < 1024 ** 2 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`
}
