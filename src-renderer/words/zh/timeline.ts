// Simplified Chinese: the texts of timeline.
import type { timeline as english } from '../en/timeline.ts'

export const timeline: typeof english = {
  summary: (lanes, from, to) =>
    `${lanes} 条泳道，显示 ${from} 至 ${to}。事件表列出每个事件；时序图加以解释。`,
  oneEnd: '仅一端可见',
  density: '数据包密度：泳道上方为发送，下方为接收。放大可见箭头。',
  noPackets: '第一个进程连接后，数据包显示在这里。',
}
