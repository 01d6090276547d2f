// Simplified Chinese: the texts of compare.
import type { compare as english } from '../en/compare.ts'

export const compare: typeof english = {
  title: '对比',
  chooseRun: '选择要与本次运行对比的运行',
  sameProject: '本项目的运行',
  otherProjects: '其他运行',
  running: '正在运行',
  opened: '已在 Grove 中打开',
  chooseFile: '与文件对比…',
  noRuns: '没有其他已录制的运行。',
  inReport: '报告无法在自己的页面中对比。请在 Grove 中打开它，然后在那里对比。',
  opening: (percent: number | null) => `正在打开另一次运行…${percent === null ? '' : ` ${percent} %`}`,
  reading: (events: number) => `正在读取另一次运行：已读 ${events.toLocaleString('en')} 个事件`,
  comparing: '正在对比…',
  cancel: '取消',
  stop: '停止对比',
  another: '与另一次运行对比…',
  compareWith: (name: string, started: string) => `与 ${name}（${started}）对比`,
  compareWithNewest: '与本项目最新的运行对比',
  alignOnStart: '按启动对齐两次运行',
  alignOnRegistration: (k: number) => `按第 ${k} 次注册对齐两次运行`,
  alignOnConverged: '按收敛对齐两次运行',
  notComparing: '没有在对比的运行。',
}
