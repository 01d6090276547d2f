// English: lists of names, counts, and how long ago something was.
import { formatCount } from '../../../../core/kit/format-count.ts'

export const names = {
  separator: ', ',
  /** Between facts in a sentence. */
  comma: ', ',
  and: (listed: string, last: string) => `${listed} and ${last}`,
  andMore: (listed: string, count: number) => `${listed} and ${count} more`,
  servers: (count: number) => formatCount(count, 'server'),
  processes: (count: number) => formatCount(count, 'process', 'processes'),
  programs: (count: number) => formatCount(count, 'program'),
  proxies: (count: number) => formatCount(count, 'proxy', 'proxies'),
  calls: (count: number) => formatCount(count, 'call'),
  pairs: (count: number) => formatCount(count, 'pair'),
  master: 'the master',
  others: 'others',
  /** Ends a sentence. */
  stop: '.',
  /** Between two sentences. */
  space: ' ',
  ago: (span: string) => ` ${span} ago`,
  justNow: ' just now',
  /** How long ago something happened to the last of several. */
  lastAgo: (ago: string) => `, the last${ago}`,
}
