// English: the texts of the cluster screen.
export const cluster = {
  /** The tabs of panels. */
  panels: {
    view: 'Timeline',
    servers: 'Servers',
    state: 'State',
    selection: 'Selection',
    server: 'Server',
    events: 'Events',
    logs: 'Logs',
    findings: 'Findings',
    compare: 'Compare',
  },
  docks: { servers: 'server list', side: 'side panel', bottom: 'bottom panel' },
  sidePanel: 'State and selection',
  bottomPanel: 'Events, logs and findings',
  allPanels: 'Panels',
  openDock: (dock: string) => `Open the ${dock}`,
  closeDock: (dock: string) => `Close the ${dock}`,
  widthOf: (dock: string) => `Width of the ${dock}`,
  heightOf: (dock: string) => `Height of the ${dock}`,

  launcher: 'Launcher',
  asOf: (moment: string) => `As of ${moment}`,
  lastKnown: (reason: string) => `: ${reason}. What you see is the last known state.`,
  triedAgain: 'Tried again: still no answer.',
  reconnect: 'Reconnect',
  openRecording: 'Open recording',
  recording: 'The recording',
  opensIt: 'Opens it',
  freePort: (pid: number) => `Stop it (pid ${pid})`,

  dialectTitle: (name: string) => `What Grove sees of ${name}`,
  unseenTitle: (name: string) => `What Grove does not see of ${name}`,
  unseenText: 'It is shown as unknown, and nothing is concluded from it.',
  nothingUnseen: 'Nothing is known to be missing.',
}
