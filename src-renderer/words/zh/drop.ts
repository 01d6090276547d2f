// Simplified Chinese: the texts of dropped files.
import type { drop as english } from '../en/drop.ts'

export const drop: typeof english = {
  open: '松开以打开',
  openText: '时间线或报告。以只读方式打开，不会启动任何东西。',
  compare: (name) => `松开以与 ${name} 比较`,
  compareText: '拖入的运行会显示在当前运行旁边。',
  sending: (name) => `正在读取 ${name}`,
  cancel: '取消',
  tooMany: '拖入一个文件即可打开，拖入两个则进行比较。',
  noTimeline: (name) => `${name} 既不是时间线（.ndjson、.ndjson.gz），也不是报告（.html）。`,
  empty: (name) => `${name} 是空文件。`,
  unknownTitle: '它在哪里？',
  unknown: '浏览器不会告诉 Grove 拖入的文件夹或启动计划在哪里。请在 Grove 中选择它，或在终端中指定：',
  choose: '选择文件夹…',
}
