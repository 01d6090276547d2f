// Simplified Chinese: the texts of logs.
import type { logs as english } from '../en/logs.ts'

export const logs: typeof english = {
  name: '日志行',
  server: '服务器',
  allServers: '所有服务器',
  running: '运行中',
  ended: '已结束',
  search: '搜索',
  regex: '正则表达式',
  searchLogs: '搜索日志',
  searchByRegex: '用正则表达式搜索',
  earlier: '更早的行',
  later: '更晚的行',
  count: (lines) => `${lines.toLocaleString('en')} 行`,
  follow: '跟随',
  save: '保存这些日志',
  saveAsFile: '将这些日志保存为文件',
  loading: '正在加载…',
  none: (server, isLive) => `${server === null ? '' : `${server} `}${isLive ? '还' : ''}没有输出。`,
  noMatch: '没有匹配的行。',
  clear: '清除搜索',
}
