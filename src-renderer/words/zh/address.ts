// Simplified Chinese: the texts of the page's address.
import type { address as english } from '../en/address.ts'

export const address: typeof english = {
  copy: '复制当前画面的链接',
  copied: '链接已复制。已打开此 Grove 的人会看到相同画面；链接不含机密。',
  openWindow: '在另一个窗口中打开',
}
