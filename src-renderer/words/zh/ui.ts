// Simplified Chinese: the texts of the parts that views share.
import type { ui as english } from '../en/ui.ts'

export const ui: typeof english = {
  close: '关闭',
  copy: '复制',
  copied: '已复制',
  dismiss: '忽略',
  showMore: (count, all) => `再显示 ${count} 项（共 ${all} 项）`,
  showAllCharacters: (count) => `显示全部 ${count} 个字符`,
  notMeasured: '尚未测量',
  highest: (value) => `最大 ${value}`,
  highestIn: (span) => `${span} 内的最大值`,
  resize: (name) => `${name}：拖动或使用方向键；双击复位`,
}
