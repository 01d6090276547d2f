// All texts of the window in Simplified Chinese, by room.
//
// One term, one translation, here and in src-main/timeline/words/zh:
//   cluster 集群, server 服务器, (server) type 类型, master 主服务器, process 进程, member 成员, node 节点, resource 资源
//   registry 注册表, view 视图, revision 修订号, epoch 纪元, record 记录, proxy 代理, service 服务, method 方法
//   register 注册, subscribe 订阅, notify 通知, join 加入, leave 离开, drop (a member) 剔除, heartbeat 心跳
//   converge 收敛, agree 达成一致, diverge 不一致, callable 可调用, known 已知, missing 缺失, stale 过期, unknown 未知
//   who knows whom 谁知道谁, lose (the master) 失去, reconnect 重连, link and connection 连接, packet 数据包
//   call 调用, answer 应答, round trip 往返时间, pending 等待中, payload 消息体, wire bytes 原始字节, error 错误
//   start 启动, stop 停止, kill 强制结束, crash 崩溃, exit 退出, restart 重启, pause 暂停, resume 继续, scale 扩缩容
//   fault 故障, inject 注入, cut 切断, hang 挂起, delay 延迟, drop (packets) 丢包, heal 恢复, undo 撤销
//   run 运行, recording 录制, header 文件头, timeline 时间线, sequence 时序图, map 拓扑图, overview 概览, chapter 章节
//   playhead 播放头, live 实时, moment 时刻, brush 选框, lane 泳道, phase 阶段, event 事件, log 日志, filter 筛选
//   finding 检查发现, rule 规则, note 笔记, verdict 结论, matrix 矩阵, cause 原因, effect 结果, term 术语
//   launcher 启动器, launch plan 启动计划, project 项目, sample 示例, report 报告, export 导出, palette 命令面板
//   tap 探针, observed 已观测, debugger 调试器, breakpoint 断点, port 端口, folder 文件夹, window (of the app) 窗口
//   the user's own actions are 手动: "killed by you" is 被手动强制结束
// Not translated: ids, packet names, states on the wire, signals, codes, keys, units, the query language.
// Full-width punctuation ，。：；（）“”, and a space between Chinese and Latin letters or digits.
import { CHINESE } from '../../src-main/timeline/index.ts'
import { accessDenied } from './zh/access-denied.ts'
import { address } from './zh/address.ts'
import { appearance } from './zh/appearance.ts'
import { calls } from './zh/calls.ts'
import { call } from './zh/call.ts'
import { cluster } from './zh/cluster.ts'
import { commands } from './zh/commands.ts'
import { compare } from './zh/compare.ts'
import { debugging } from './zh/debugging.ts'
import { desktop } from './zh/desktop.ts'
import { drawing } from './zh/drawing.ts'
import { drop } from './zh/drop.ts'
import { events } from './zh/events.ts'
import { exporting } from './zh/exporting.ts'
import { faults } from './zh/faults.ts'
import { findings } from './zh/findings.ts'
import { header } from './zh/header.ts'
import { help } from './zh/help.ts'
import { home } from './zh/home.ts'
import { installSample } from './zh/install-sample.ts'
import { logs } from './zh/logs.ts'
import { map } from './zh/map.ts'
import { newProject } from './zh/new-project.ts'
import { notes } from './zh/notes.ts'
import { openRequest } from './zh/open-request.ts'
import { overview } from './zh/overview.ts'
import { palette } from './zh/palette.ts'
import { picker } from './zh/picker.ts'
import { preview } from './zh/preview.ts'
import { problems } from './zh/problems.ts'
import { selection } from './zh/selection.ts'
import { sequence } from './zh/sequence.ts'
import { server } from './zh/server.ts'
import { serverList } from './zh/server-list.ts'
import { session } from './zh/session.ts'
import { state } from './zh/state.ts'
import { status } from './zh/status.ts'
import { timeline } from './zh/timeline.ts'
import { transport } from './zh/transport.ts'
import { ui } from './zh/ui.ts'
import { verdict } from './zh/verdict.ts'
import type { Words } from './en.ts'

export const zh: Words = {
  accessDenied,
  address,
  appearance,
  calls,
  call,
  cluster,
  commands,
  compare,
  debugging,
  desktop,
  drawing,
  drop,
  events,
  exporting,
  faults,
  findings,
  header,
  help,
  home,
  installSample,
  logs,
  map,
  newProject,
  notes,
  openRequest,
  overview,
  palette,
  picker,
  preview,
  problems,
  selection,
  sentences: CHINESE,
  sequence,
  server,
  serverList,
  session,
  state,
  status,
  timeline,
  transport,
  ui,
  verdict,
}
