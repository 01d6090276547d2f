// English: the texts of the first screen.
import type { HistoryEntry, RunStatus, Shell } from '../../../src-main/contract/index.ts'

const statuses: Record<RunStatus, string> = {
  starting: 'starting',
  running: 'running',
  stopping: 'stopping',
  ended: 'ended',
}
const shells: Record<Shell, string> = {
  desktop: 'the desktop program',
  web: 'grove ui',
  terminal: 'grove up',
}
const outcomes: Record<HistoryEntry['outcome'], string> = {
  running: '',
  ended: '',
  failed: 'failed',
  cutOff: 'Grove was killed',
  unreadable: 'cannot be read',
}

export const home = {
  about: 'Run a cluster of server processes on this machine and watch how the servers discover each other.',
  start: 'Start',
  startSample: (title: string) => `Start “${title}”`,
  startAnySample: 'Start a sample',
  /** What a sample says of itself, by its name. */
  sampleIs: (_name: string, description: string) => description,
  sampleText: 'A small cluster that is part of Grove.',
  openFolder: 'Open a folder…',
  openFolderText:
    'Your project, also a Pomelo or Pinus project. Grove shows what would run before it starts.',
  openTimeline: 'Open a timeline…',
  openTimelineText: 'A recorded run: a timeline file or a report. Nothing is started.',
  more: 'More',
  newProject: 'New project…',
  newProjectText: 'Create a folder from a sample.',
  packages: (count: number) => `${count} npm packages`,
  recent: 'Recent',
  noRecent: 'Folders and timelines that you open are listed here.',
  recorded: 'Recorded runs',
  deleteRecording: (name: string, time: string) => `Delete recording ${name} of ${time}`,
  deleteQuestion: (file: string) =>
    `Its timeline and logs are removed from this machine: ${file}. This cannot be undone.`,
  deleteYes: 'Delete',
  showFewer: 'Show fewer',
  showAll: (count: number) => `Show all ${count}`,
  events: (count: number) => `${count.toLocaleString('en')} events`,
  outcomes,
  /** Between the parts of a description. */
  comma: ', ',
  version: (version: string) => `Grove ${version}`,
  node: (version: string) => `Servers run on Node ${version}`,
  noNode: 'No Node on PATH, so servers cannot start. Install Node 20 or newer.',

  running: 'Running clusters',
  opened: 'opened timeline, read-only',
  statuses,
  /** `chat: running, 6 of 7 servers ready`. */
  ready: (status: RunStatus, ready: number, of: number) =>
    `${statuses[status]}, ${ready} of ${of} ${of === 1 ? 'server' : 'servers'} ready`,
  sample: (name: string) => `sample “${name}”`,
  here: 'this Grove',
  launcher: (shell: Shell, pid: number) => `${shells[shell]}, pid ${pid}`,
  since: (time: string) => `since ${time}`,
  show: 'Show',
  notShown: (shell: Shell, pid: number) => `A cluster of ${shells[shell]} (pid ${pid}) cannot be shown:`,

  gone: 'The run that this address names is not here any more.',
  goneText: 'It has ended and was closed, or another Grove ran it.',
  goneRecording: 'It has ended. Its recording is here.',
  openRecording: 'Open its recording',
  dismiss: 'Dismiss',

  orphans: (count: number, name: string, time: string) =>
    count === 1
      ? `1 process of “${name}” is still running: left by a killed Grove, started ${time} from`
      : `${count} processes of “${name}” are still running: left by a killed Grove, started ${time} from`,
  process: (id: string | null, pid: number) => `${id ?? 'a child'} (pid ${pid})`,
  leaveOrphans: 'Leave them',
  stopOrphans: 'Stop them',
}
