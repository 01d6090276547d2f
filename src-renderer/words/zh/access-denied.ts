// Simplified Chinese: the texts for a page without a valid token.
import type { accessDenied as english } from '../en/access-denied.ts'

export const accessDenied: typeof english = {
  needsAddress: '此页面需要 Grove 打印的地址',
  usedAddress: '此地址已失效',
  needs: ['请打开终端中', '最后打印的完整地址。# 之后的部分是只能打开一个窗口的代码。'],
  used: ['终端中', '打印的每个地址只能打开一个窗口。请打开最后打印的地址，或复制已打开窗口的标签页。'],
  field: '地址或代码',
  placeholder: 'http://grove-….localhost:…/#code=…',
  open: '打开',
  noCode: '这段文字中没有代码。代码位于地址中 #code= 之后。',
}
