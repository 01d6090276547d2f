// Simplified Chinese: the texts of debugging.
import type { debugging as english } from '../en/debugging.ts'

export const debugging: typeof english = {
  title: (server) => `${server} 的调试器已打开`,
  browser: 'Chrome 或 Edge：粘贴到地址栏。',
  editor: '编辑器：附加到此地址的 Node。',
  note: (server) =>
    `它只在本机监听，直到 ${server} 退出。打开期间，${server} 不会因静默被剔除，停在断点时也不会被强制结束。`,
}
