// `grove history`: runs that were recorded, of one project or of all.
import type { HistoryEntry } from '../contract/index.ts'
import { createHost } from '../host/index.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'

const OUTCOMES: Record<HistoryEntry['outcome'], string> = {
  running: 'is running',
  ended: 'ended',
  failed: 'failed',
  cutOff: 'cut off',
}

export const command = defineCommand({
  name: 'history',
  group: 'Recordings',
  summary: 'list the runs that were recorded, of a project or of all',
  takes: '[DIR]',
  most: 1,
  options: { json: { type: 'boolean', help: 'the list as JSON' } },
  details: 'A file of the list is opened by `grove ui FILE`. How many runs are kept: docs/RECORDINGS.md.',
  run: async (values, [directory = null]) => {
    const entries = await createHost({ shell: 'terminal' }).api.history(directory)
    if (values.json) process.stdout.write(`${JSON.stringify(entries, null, 2)}\n`)
    else if (entries.length === 0) process.stdout.write('Nothing was recorded yet.\n')
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
