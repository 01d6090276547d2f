// `grove history`: lists the recorded runs of one project or of all projects.
import { formatBytes } from '../../core/kit/format-bytes.ts'
import { escapeToOneLine } from '../../core/kit/terminal-text.ts'
import type { HistoryEntry } from '../contract/index.ts'
import { createHost } from '../host/host.ts'
import { formatElapsed } from '../timeline/index.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'
import { JSON_OPTION } from './select-run.ts'

const OUTCOMES: Record<HistoryEntry['outcome'], string> = {
  running: 'running',
  ended: 'ended',
  failed: 'failed',
  cutOff: 'cut off',
  unreadable: 'unreadable',
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
    else for (const entry of entries) printLine(describe(entry))
    return entries.some(({ outcome }) => outcome === 'unreadable') ? EXIT.failed : EXIT.done
  },
})

function describe({ file, name, startedAt, endedAt, outcome, events, bytes }: HistoryEntry): string {
  const started = new Date(startedAt).toLocaleString('sv-SE')
  const lasted =
    endedAt === null ? '' : ` after ${formatElapsed((Date.parse(endedAt) - Date.parse(startedAt)) * 1e6)}`
  return `${started}  ${escapeToOneLine(name)}  ${OUTCOMES[outcome]}${lasted}, ${events} events, ${formatBytes(bytes)}\n  ${file}`
}
