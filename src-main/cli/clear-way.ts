// What stands in the way of a new cluster, told before it starts: servers that an earlier run left behind.
import type { Leftover } from '../contract/index.ts'
import { leftovers, stateFolder, sweep } from '../host/index.ts'
import type { OptionTable, OptionValues } from './arguments.ts'

export const CLEAR_OPTIONS = {
  sweep: { type: 'boolean', help: 'first end the servers that a killed Grove left behind' },
} as const satisfies OptionTable

/** Says what is in the way, and removes it where the options ask for that. */
export async function clearWay(
  options: OptionValues<typeof CLEAR_OPTIONS>,
  say: (text: string) => void,
): Promise<void> {
  const state = stateFolder()
  const left = await leftovers(state)
  if (options.sweep) {
    const runs = left.map(({ run }) => run)
    await sweep(state, runs, 'stop')
  }
  for (const each of left) say(options.sweep ? `Ended ${named(each)}.` : stillRuns(each))
}

function stillRuns(left: Leftover): string {
  return `Still running: ${named(left)}; its Grove was killed. \`grove up --sweep\` ends it.`
}

function named({ name, startedAt, processes }: Leftover): string {
  const ids = processes.map(({ id, pid }) => id ?? `pid ${pid}`).join(', ')
  return `what "${name}" of ${timeOfDay(startedAt)} left (${ids})`
}

/** `14:02`, with the date where that is not today's. */
function timeOfDay(iso: string): string {
  const date = new Date(iso)
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  return date.toDateString() === new Date().toDateString() ? time : `${iso.slice(0, 10)} ${time}`
}
