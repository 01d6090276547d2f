// Simplified Chinese: the texts of the table of calls.
import type { calls as english } from '../en/calls.ts'

export const calls: typeof english = {
  tab: '调用统计',
  columns: {
    from: '调用方',
    to: '被调用方',
    method: '方法',
    count: '调用数',
    rate: '频率',
    p50: 'p50',
    p95: 'p95',
    failed: '错误',
    open: '未应答',
  },
  columnHints: {
    from: '按调用方排序',
    to: '按被调用方排序',
    method: '按方法排序',
    count: '截至播放头的调用次数。点击排序',
    rate: '第一次与最后一次调用之间每秒的次数。点击排序',
    p50: '一半的往返时间短于此值。点击排序',
    p95: '95 % 的往返时间短于此值。点击排序',
    failed: '应答为错误的次数。点击排序',
    open: '到播放头时还没有应答的调用：正在进行，或者永远没有应答。点击排序',
  },
  unknown: '–',
  perSecond: (rate) => `${rate}/s`,
  methods: (count) => `${count.toLocaleString('en')} 行`,
  copyRow: '复制此行',
  reading: '正在读取调用…',
  none: '还没有服务器调用过另一个服务器。',
  noneYet: '到播放头为止没有调用。',
  noneFiltered: '没有调用符合筛选条件。',
  clearFilter: '清除筛选',
  notSeen: (dialect) => `Grove 看不到 ${dialect} 的数据包，因此不知道任何调用。`,
  tapOff: (level) => `RPC 的录制级别是“${level}”：只有“full”才能知道方法名。`,
}
