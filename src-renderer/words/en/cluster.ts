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
}
