// Simplified Chinese: the texts of overview.
import type { overview as english } from '../en/overview.ts'

const kinds = { death: '终止', fault: '故障', finding: '检查发现', change: '录制', note: '笔记' }

export const overview: typeof english = {
  title: '总览',
  playhead: '播放头',
  live: '现在，实时',
  atEnd: (moment) => `${moment}，结束`,
  past: (moment, span, isLive) => `${moment}，${isLive ? `${span} 前` : `距结束 ${span}`}`,
  marks: '本次运行的标记',
  mark: (moment, kind, text) => `${moment} ${kinds[kind]}：${text}`,
  notYet: '尚未到达',
  noServer: '还没有服务器',
  started: (started, total) => `${total} 个中 ${started} 个已启动`,
  agree: (agreeing, total) => `${total} 个中 ${agreeing} 个一致`,
  more: (count) => `还有 ${count} 项`,
}
