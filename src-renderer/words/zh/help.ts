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
  title: '帮助',
  tabs: { keys: '快捷键', legend: '图例', terms: '术语' },
  phases: '阶段',
  legend: (hasMaster) => [
    ['箭头', '一个数据包，从发出到收到；图形和颜色表示它的阶段'],
    ['虚线', '应答，或只知一端的数据包：丢失、在途中，或另一端未接入探针'],
    ['色带', '进程的状态：先灰，加入时蓝，之后绿；退出后为斜线'],
    ['空心色带', '集群旁的程序，或未观测的服务器'],
    ['红色轨线', `色带下方：该服务器的视图或代理与${hasMaster ? '主服务器的注册表' : '存活的成员'}不同`],
    ['小标记', '色带下方：连接、内部步骤、代理、故障、日志行'],
    ['红旗', '时间轴上：一条检查发现；检查发现是底部的一个标签页'],
    ['锯齿', '被折叠的空闲时间'],
  ],
}
