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
}
