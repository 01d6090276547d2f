// Simplified Chinese: the texts of help.
import type { help as english } from '../en/help.ts'

export const help: typeof english = {
  inLists: '在列表中',
  listKeys: [
    { keys: ['↑', '↓'], title: '下一行和上一行' },
    { keys: ['←', '→'], title: '折叠和展开；一行中的按钮' },
    { keys: ['Menu'], title: '更多操作（也可 Shift+F10）' },
    { keys: ['←', '→', '↑', '↓'], title: '在面板之间的分隔线上：调整大小；Enter 恢复默认' },
  ],
}
