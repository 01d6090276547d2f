// Simplified Chinese: the texts of header.
import type { header as english } from '../en/header.ts'

export const header: typeof english = {
  home: '主页',
  readOnly: '只读',
  slowStops: (servers, areMore, remaining) =>
    `正在等待 ${servers.join('、')}${areMore ? ' 等' : ''}：${remaining === null ? '停在断点处' : `${remaining} 后强制结束`}`,
  stop: '停止',
  stopTitle: '停止此运行的所有进程',
  forceStop: '强制停止',
  forceStopTitle: '强制结束仍在运行的进程',
  startAgain: '再次启动',
  close: '关闭',
  menu: '菜单',
  help: '帮助',
  helpTitle: '快捷键和图例（?）',
}
