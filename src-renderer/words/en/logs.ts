// English: the texts of logs.
import { formatCount } from '../../../core/kit/format-count.ts'

export const logs = {
  name: 'Log lines',
  server: 'Server',
  allServers: 'All servers',
  running: 'Running',
  ended: 'Ended',
  search: 'Search',
  regex: 'Regular expression',
  searchLogs: 'Search the logs',
  searchByRegex: 'Search by regular expression',
  earlier: 'Earlier lines',
  later: 'Later lines',
  count: (lines: number) => formatCount(lines, 'line'),
  follow: 'Follow',
  save: 'Save these logs',
  saveAsFile: 'Save these logs as a file',
  loading: 'Loading…',
  /** `server` is null for all. */
  none: (server: string | null, isLive: boolean) =>
    `${server === null ? 'No output' : `No output of ${server}`}${isLive ? ' yet' : ''}.`,
  noMatch: 'No line matches.',
  clear: 'Clear the search',
}
