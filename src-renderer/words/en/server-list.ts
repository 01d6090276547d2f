// English: the texts of the server list.
import type { ServerAction } from '../../../src-main/contract/index.ts'

const ACTIONS: Record<ServerAction, string> = {
  restart: 'Restart',
  stop: 'Stop',
  kill: 'Kill (SIGKILL)',
  pause: 'Pause',
  resume: 'Resume',
  spawn: 'Start',
}

export const serverList = {
  title: 'Servers',
  programs: 'Programs beside the cluster',
  programsTitle: 'Grove runs them, but they are no members of the cluster',
  notTapped: 'not tapped',
  planned: 'planned',
  typeName: (type: string, ready: number, total: number) => `${type}, ${ready} of ${total} ready`,
  readyCount: (ready: number, total: number) => `${ready} of ${total} servers are ready`,
  showRemoved: (count: number) => `show ${count} removed`,
  removeFromSight: (id: string) => `Remove from sight: ${id}`,
  inParent: (id: string) => `, in ${id}`,
  restarted: (times: number) => `restarted ${times} ×`,
  notCallable: (reason: string) => (reason === '' ? 'not callable' : `not callable: ${reason}`),
  usage: (blockedMs: number | null, cpu: number, memory: string) =>
    `${blockedMs === null ? '' : `event loop blocked for ${blockedMs} ms, `}CPU ${cpu} %, memory ${memory}`,

  actionOn: (action: ServerAction, id: string) => `${ACTIONS[action]}: ${id}`,
  healOn: (id: string) => `Heal: ${id}`,
  start: 'Start',
  resume: 'Resume',
  heal: 'Heal',
  moreTitle: (id: string) => `More actions: ${id}`,
  more: (id: string) => `More for ${id}`,
  pause: 'Pause',
  pauseText: (isMember: boolean): string => (isMember ? 'SIGSTOP: the others lose it' : 'SIGSTOP'),
  debug: 'Debug…',
  debugText: 'Open its debugger and show the address',

  add: (type: string) => `Add one ${type} server`,
  addTitle: (type: string) => `Start one more ${type} server`,
  remove: (type: string) => `Remove one ${type} server`,
  removeTitle: (type: string) => `Stop the ${type} server with the highest number`,
  typeActions: (type: string) => `Actions on all ${type} servers`,

  actions: 'Actions',
  selectedCount: (count: number) => `${count} selected`,
  selectedActions: 'Selected servers',
  clearSelected: 'Select none',
}
