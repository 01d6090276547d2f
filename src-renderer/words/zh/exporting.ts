// Simplified Chinese: the texts of exports and of what is recorded.
import type { exporting as english } from '../en/exporting.ts'

const levels = { full: '全部', head: '不含内容', off: '不录制' }

export const exporting: typeof english = {
  formats: {
    ndjson: '时间线 (.ndjson)',
    html: '报告 (.html)',
    'chrome-trace': 'Chrome 跟踪 (.json)',
    pcapng: '数据包 (.pcapng)',
    mermaid: 'Mermaid 图 (.mmd)',
    svg: '矢量图 (.svg)',
    png: '图片 (.png)',
    csv: '表格 (.csv)',
  },
  descriptions: {
    ndjson: '全部内容；可在 Grove 中打开',
    html: '单个文件中的当前视图，任何浏览器可看',
    'chrome-trace': '用于 Perfetto 和 DevTools',
    pcapng: '用于 Wireshark',
    mermaid: '用于 README 或 issue',
    svg: '时序图',
    png: '同一张图的位图',
    csv: '用于电子表格',
  },
  exportAs: (format) => `导出：${format}`,
  record: (level) => `RPC 包的录制：${levels[level]}`,
  recordDescription: {
    full: '调用及其参数和结果',
    head: '每次调用的调用方、方法和耗时',
    off: '不录制 RPC 包；控制面始终录制',
  },
  title: '导出',
  onlyFiltered: '仅筛选后的事件',
  onlyInView: '仅视图中的时间段',
  range: (from, to) => `${from} 到 ${to}`,
  cancel: '取消导出',
  exporting: '正在导出…',
  read: (percent) => `已读取 ${percent} %`,
  written: (bytes) => `已写入 ${bytes}`,
  writing: '正在写入…',
  recordTitle: 'RPC 包录制多少内容',
  rpc: (level) => `RPC：${level}`,
}
