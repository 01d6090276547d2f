// English: the texts of the status bar, of what was done and of its undo.
import type { Problem, RunSummary, ServerAction } from '../../../src-main/contract/index.ts'

const PAST: Record<ServerAction, string> = {
  restart: 'restarted',
  stop: 'stopped',
  kill: 'killed',
  pause: 'paused',
  resume: 'resumed',
  spawn: 'started',
}
const RPC: Record<RunSummary['tap'], string> = {
  full: 'RPC packets with their bodies',
  head: 'RPC packets without their bodies',
  off: 'no RPC packets',
}

/** Injected faults as text, and the healed servers. */
interface FaultEffects {
  injected: readonly string[]
  healed: readonly string[]
}

export const status = {
  title: 'Status',
  did: (action: ServerAction, ids: readonly string[]) => `You ${PAST[action]} ${names(ids)}`,
  failedOn: (failed: readonly Problem[], done: number) =>
    `${failed.map(({ server, message }) => `${server}: ${message}`).join(' ')}${done === 0 ? '' : ` The other ${done} succeeded.`}`,
  faultOf: (server: string, fault: string) => `${server}: ${fault}`,
  changedFaults: ({ injected, healed }: FaultEffects) =>
    [
      ...(injected.length > 0 ? [`You injected a fault: ${injected.join(', ')}`] : []),
      ...(healed.length > 0 ? [`You healed ${names(healed)}`] : []),
    ].join('; '),
  undoesFaults: ({ injected, healed }: FaultEffects) =>
    [
      ...(injected.length > 0 ? [`inject again: ${injected.join(', ')}`] : []),
      ...(healed.length > 0 ? [`heal ${names(healed)}`] : []),
    ].join('; '),
  notRunning: (id: string) => `${id} is not running any more.`,
  added: (type: string) => `You added a ${type} server`,
  scaled: (type: string, count: number) => `You scaled ${type} to ${count}`,
  recorded: (level: RunSummary['tap']) => `From now on ${RPC[level]} are recorded`,
  undoesRecorded: (level: RunSummary['tap']) => `record ${RPC[level]}`,
  stoppedCluster: 'You stopped the cluster',
  forcedStop: 'You killed what was still running',

  undoes: (action: ServerAction, ids: readonly string[]) =>
    action === 'spawn' ? `start ${names(ids)} again` : `${action} ${names(ids)}`,
  undoesScale: (type: string, count: number) => `scale ${type} to ${count}`,
  isScaled: (type: string, count: number) => `${type} has ${count} again: there is nothing to undo.`,
  undoDoesNotFit: (action: ServerAction, ids: readonly string[]) =>
    `${names(ids)} cannot be ${PAST[action]} now: ${ids.length === 1 ? 'it has' : 'they have'} changed since.`,
  undone: (text: string) => `Undone: ${text}`,
  noUndo: (text: string) => `${text}: this cannot be undone.`,
  nothingToUndo: 'Nothing to undo.',
  runEnded: 'The run has ended: nothing can be undone.',
  launcherGone: 'The launcher is gone: nothing can be undone.',

  at: (moment: string) => ` at ${moment}`,
  recordedCount: (count: number) => `${count.toLocaleString('en')} recorded`,
  lostCount: (count: number) => (count === 0 ? '0 dropped' : `${count.toLocaleString('en')} records lost`),
  costTitle: 'CPU (of one core) and memory of Grove itself',
  cost: (cpu: number, memory: string) => `Grove ${cpu} %, ${memory}`,
}

/** Many ids are counted. */
function names(ids: readonly string[]): string {
  if (ids.length > 3) return `${ids.length} servers`
  if (ids.length < 2) return ids.join('')
  return `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`
}
