// Simplified Chinese: the texts of the question before a path is opened that an address names.
import type { openRequest as english } from '../en/open-request.ts'

export const openRequest: typeof english = {
  title: '打开它吗？',
  asks: '一个链接或其他页面请求 Grove 打开',
  expected: '仅在你预期如此时才打开。不会启动任何东西：文件夹只会被显示。',
  refuse: '不打开',
  open: '打开',
}
