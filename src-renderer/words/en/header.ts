// English: the texts of header.
export const header = {
  home: 'Home',
  readOnly: 'read-only',
  /** `remaining`: until they are killed; null while one is at a breakpoint. */
  slowStops: (servers: readonly string[], areMore: boolean, remaining: string | null) =>
    `waiting for ${servers.join(', ')}${areMore ? ' …' : ''}: ${remaining === null ? 'at a breakpoint' : `killed in ${remaining}`}`,
  stop: 'Stop',
  stopTitle: 'Stop all processes of this run',
  forceStop: 'Force stop',
  forceStopTitle: 'Kill the processes that are still running',
  startAgain: 'Start again',
  close: 'Close',
  menu: 'Menu',
  help: 'Help',
  helpTitle: 'Keyboard and legend (?)',
}
