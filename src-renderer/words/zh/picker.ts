// Simplified Chinese: the texts of the dialog that picks a folder or a timeline.
import type { picker as english } from '../en/picker.ts'

export const picker: typeof english = {
  openFolder: '打开文件夹',
  openTimeline: '打开时间线',
  parent: '上级文件夹',
  path: '路径',
  go: '前往',
  projects: {
    grove: '此文件夹中有 grove.json。',
    pomelo: '这是 Pomelo 或 Pinus 项目。',
    none: '此文件夹中没有 grove.json。',
  },
  noFolders: '这里没有文件夹。',
  noTimelines: '这里没有文件夹，也没有时间线。',
  omitted: (count) => `还有 ${count} 个未显示。请输入路径。`,
  recent: '最近打开',
  cancel: '取消',
  openThis: '打开此文件夹',
}
