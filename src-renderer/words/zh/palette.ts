// Simplified Chinese: the texts of palette.
import type { palette as english } from '../en/palette.ts'

export const palette: typeof english = {
  title: '命令面板',
  placeholder: '输入命令：kill chat-2、go to 1:40、导出 html',
  commands: '命令',
  recent: '最近使用',
  none: (typed) => `没有匹配“${typed}”的命令。`,
  count: (count) => `${count} 个命令`,
  more: (count) => `还有 ${count} 个。继续输入以缩小范围。`,
  cancel: '取消',
  open: '命令',
  openTitle: (key) => `所有命令（${key}）`,
}
