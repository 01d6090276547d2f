// Simplified Chinese: the texts of the cluster screen.
import type { cluster as english } from '../en/cluster.ts'

export const cluster: typeof english = {
  panels: {
    view: '时间线',
    servers: '服务器',
    state: '状态',
    selection: '选择',
    server: '服务器',
    events: '事件',
    logs: '日志',
    findings: '检查发现',
    compare: '对比',
  },
  docks: { servers: '服务器列表', side: '侧面板', bottom: '底部面板' },
  sidePanel: '状态和选择',
  bottomPanel: '事件、日志和检查发现',
  allPanels: '面板',
  openDock: (dock) => `打开${dock}`,
  closeDock: (dock) => `关闭${dock}`,
  widthOf: (dock) => `${dock}的宽度`,
  heightOf: (dock) => `${dock}的高度`,

  launcher: '启动器',
  asOf: (moment) => `截至 ${moment}`,
  lastKnown: (reason) => `：${reason}。你看到的是最后已知的状态。`,
  triedAgain: '已重试：仍无回应。',
  reconnect: '重新连接',
  openRecording: '打开录制',
  recording: '录制文件',
  opensIt: '打开它的命令',
  freePort: (pid) => `停止它（pid ${pid}）`,

  dialectTitle: (name) => `Grove 能看到 ${name} 的哪些内容`,
  unseenTitle: (name) => `Grove 看不到 ${name} 的哪些内容`,
  unseenText: '这些显示为未知，不据此得出任何结论。',
  nothingUnseen: '没有已知的缺失。',
}
