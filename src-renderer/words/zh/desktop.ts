// Simplified Chinese: the texts of the desktop program's commands.
import type { desktop as english } from '../en/desktop.ts'

export const desktop: typeof english = {
  newWindow: '新建窗口',
  onLastClose: {
    ask: '关闭最后一个窗口时：询问',
    keep: '关闭最后一个窗口时：让集群在后台继续运行',
    stop: '关闭最后一个窗口时：停止集群并退出',
  },
}
