// Simplified Chinese: the texts of what the whole page does, whatever screen it shows.
import type { session as english } from '../en/session.ts'

export const session: typeof english = {
  reportDamaged: (error) => `此报告已损坏：${error}`,
  title: (name) => `${name} · Grove`,
  opening: '正在打开时间线…',
  openingShare: (percent) => `正在打开时间线… ${percent} %`,
  reading: '正在读取项目…',
  starting: '正在启动…',
  saving: '正在保存启动计划…',
  creating: '正在创建项目…',
  connecting: '正在连接另一个 Grove…',
  lost: '与 Grove 的连接已断开，正在重连…',
  frozen: {
    connectionLost: '与启动器的连接已断开',
    launcherEnded: '启动器已结束',
    silent: '启动器没有响应',
    notRunHere: '当前启动器没有运行它',
  },
}
