// Simplified Chinese: the texts of events.
import type { events as english } from '../en/events.ts'

export const events: typeof english = {
  name: '事件',
  columns: { time: '时间', event: '事件', from: '来自', to: '去往', latency: '延迟' },
  details: '详情',
  sortBy: (column) => `按${column}排序`,
  width: (column) => `${column}列的宽度`,
  count: (events) => `${events.toLocaleString('en')} 个事件`,
  hits: (hits, events) => `${events.toLocaleString('en')} 个事件中的 ${hits.toLocaleString('en')} 个`,
  copyRow: '复制行',
  copyJson: '以 JSON 复制行',
  noHit: '没有事件通过筛选。',
  clearFilter: '清除筛选',
  none: '还没有事件。',
  loading: '正在加载事件…',
  new: (count) => `${count.toLocaleString('en')} 个新事件`,
}
