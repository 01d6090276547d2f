// English: the texts of commands.
import type { ServerAction } from '../../../src-main/contract/index.ts'

const VERBS: Record<ServerAction, string> = {
  restart: 'Restart',
  stop: 'Stop',
  kill: 'Kill',
  pause: 'Pause',
  resume: 'Resume',
  spawn: 'Start',
}

const groups = {
  servers: 'Servers',
  cluster: 'Cluster',
  time: 'Time',
  events: 'Events',
  view: 'View',
  panels: 'Panels',
  notes: 'Notes',
  compare: 'Compare',
  open: 'Open',
  export: 'Export',
  window: 'Window',
}

const menus = {
  file: 'File',
  recent: 'Open recent',
  export: 'Export',
  view: 'View',
  go: 'Go',
  cluster: 'Cluster',
  record: 'Recording of RPC packets',
  help: 'Help',
}

export const commands = {
  groups,
  menus,
  launcherGone: 'The launcher is gone: nothing can be changed.',

  act: (action: ServerAction, who: string) => `${VERBS[action]} ${who}`,
  allOfType: (type: string, count: number) =>
    count === 1 ? `the ${type} server` : `all ${count} ${type} servers`,
  allServers: (count: number) => (count === 1 ? 'the only server' : `all ${count} servers`),
  selected: (count: number) => (count === 1 ? 'the selected server' : `the ${count} selected servers`),
  killAllQuestion: (count: number) =>
    `All ${count} servers are killed at once, the master too. What they hold in memory is lost.`,
  killAllConfirm: 'Kill all',
  doesNotFit: (action: ServerAction, id: string): string =>
    action === 'spawn'
      ? `${id} is running.`
      : action === 'resume'
        ? `${id} is not paused.`
        : action === 'pause'
          ? `${id} is paused or not running.`
          : `${id} is not running.`,
  fitsNone: (action: ServerAction): string =>
    action === 'spawn' ? 'All are running.' : action === 'resume' ? 'None is paused.' : 'None is running.',
  debug: (id: string) => `Debug ${id}…`,
  notObserved: (id: string) => `Grove does not observe ${id}, so it has no debugger here.`,
  selectServer: (id: string) => `Select ${id}`,
  scale: (type: string, count: number) => `Scale ${type} to ${count}`,

  stopCluster: (name: string) => `Stop ${name}`,
  forceStop: (name: string) => `Force ${name} to stop`,
  startAgain: (name: string) => `Start ${name} again`,
  close: (name: string) => `Close ${name}`,
  closeQuestion: (name: string) => `${name} is running. Closing it stops all its servers.`,
  stopAndClose: 'Stop and close',
  hasEnded: 'The run has ended.',
  isRunning: 'The cluster is running.',
  noProject: 'This is a recording: it has no project to start.',

  goTo: (time: string) => `Go to ${time}`,
  play: 'Play or pause; hold the moment of a live run',
  goLive: 'Go live: follow the newest event',
  goToEnd: 'Go to the end of the run',
  goToStart: 'Go to the start of the run',
  previousStop: 'Go to the previous stop',
  nextStop: 'Go to the next stop',

  nextEvent: 'Next event',
  previousEvent: 'Previous event',
  nextInLane: 'Next event of the selected server',
  previousInLane: 'Previous event of the selected server',
  cause: 'Cause of the selected event',
  effect: 'First effect of the selected event',
  nextHit: 'Next event that the filter finds',
  previousHit: 'Previous event that the filter finds',
  details: 'Details of what is selected',
  clearSelection: 'Close what is open; clear the selection',
  noEvents: 'No events are shown.',
  noFilter: 'No filter is on.',
  noHits: 'The filter finds nothing.',
  noEventSelected: 'No event is selected.',
  nothingSelected: 'Nothing is selected.',
  noCause: 'The cause of this event is not recorded.',
  noEffect: 'No effect of this event is recorded.',
  filterVerb: 'filter',
  filterEvents: 'Filter events',
  filterBy: (query: string) => `Filter: ${query}`,
  clearFilter: 'Clear the filter',

  nextLayout: 'Next layout',
  showLayout: (layout: string) => `Show the layout ${layout}`,
  focus: 'Zoom to what is selected; again: show the whole run',
  fit: 'Show the whole run',
  zoomIn: 'Zoom in (also Ctrl + wheel, double-click)',
  zoomOut: 'Zoom out',
  earlier: 'Earlier (also drag, Shift + wheel)',
  later: 'Later',
  foldIdle: 'Fold or unfold idle time',
  foldType: 'Fold or unfold the type of the selected server or event',
  foldTypes: 'Fold or unfold all types',

  showPanel: (panel: string) => `Show ${panel}`,
  toggleDock: (dock: string) => `Open or close the ${dock}`,
  nextRegion: 'Next part of the screen',
  previousRegion: 'Previous part of the screen',

  openFolder: 'Open a folder…',
  openTimeline: 'Open a timeline…',
  openPath: (path: string) => `Open ${path}`,
  openRecent: (name: string) => `Open ${name}`,
  startSample: (title: string) => `Start the sample “${title}”`,
  showRun: (name: string) => `Show ${name}`,

  palette: 'Command palette',
  undo: 'Undo',
  undoOf: (text: string) => `Undo: ${text}`,
  help: 'Help: keyboard, legend and terms',
  goHome: 'Go to the home screen',
  isHome: 'The home screen is shown.',
  theme: { light: 'Use the light theme', dark: 'Use the dark theme' },
  language: (name: string) => `Language: ${name}`,
  withKey: (text: string, key: string) => `${text} (${key})`,
  back: 'Back',
  forward: 'Forward',
}
