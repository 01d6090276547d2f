// Simplified Chinese: lists of names, counts, and how long ago something was.
import type { names as english } from '../en/names.ts'
import { spaced } from './spaced.ts'

const counted = (count: number, noun: string): string => `${count.toLocaleString('zh-CN')} 个${noun}`

export const names: typeof english = {
  separator: '、',
  comma: '，',
  and: (listed, last) => spaced`${listed} 和 ${last}`,
  andMore: (listed, count) => spaced`${listed} 等，另有 ${count} 个`,
  servers: (count) => counted(count, '服务器'),
  processes: (count) => counted(count, '进程'),
  programs: (count) => counted(count, '程序'),
  proxies: (count) => counted(count, '代理'),
  calls: (count) => `${count.toLocaleString('zh-CN')} 次调用`,
  pairs: (count) => `${count.toLocaleString('zh-CN')} 对`,
  master: '主服务器',
  others: '其他服务器',
  stop: '。',
  space: '',
  ago: (span) => `于 ${span} 前`,
  justNow: '刚刚',
  lastAgo: (ago) => `（最近一个${ago}）`,
}
