// Simplified Chinese: the texts of the first screen.
import type { home as english } from '../en/home.ts'

const statuses: (typeof english)['statuses'] = {
  starting: '正在启动',
  running: '正在运行',
  stopping: '正在停止',
  ended: '已结束',
}
const shells = { desktop: '桌面程序', web: 'grove ui', terminal: 'grove up' }

/** The samples say this of themselves in English. */
const samples: Readonly<Record<string, string>> = {
  chat: '一个聊天：一个 gate、两个 connector 和三个 chat 服务器；加入 bots 可以看到消息。',
  minimal: '最小的集群：两个 greeter，和一个每两秒调用其中之一的 visitor。',
  moleculer: '由 Moleculer 服务组成的商店：一个 HTTP 网关、两个节点上的目录、订单和邮件。',
  pinus: '未经修改的 Pinus 1.7 项目：一个 gate、两个 connector 和两个 chat 服务器。',
  pomelo: '未经修改的 Pomelo 2.2.7 项目：一个 gate、两个 connector 和两个 chat 服务器。',
  'socket-io': '一个 Socket.IO 服务器，有三个 node:cluster worker，以及询问它们有谁在线的客户端。',
}

export const home: typeof english = {
  about: '在本机运行一个由多个服务器进程组成的集群，观察服务器如何互相发现。',
  start: '开始',
  startSample: (title) => `启动“${title}”`,
  startAnySample: '启动示例',
  sampleIs: (name, description) => samples[name] ?? description,
  sampleText: 'Grove 自带的小型集群。',
  openFolder: '打开文件夹…',
  openFolderText: '你的项目，也可以是 Pomelo 或 Pinus 项目。启动前 Grove 会显示将要运行的内容。',
  openTimeline: '打开时间线…',
  openTimelineText: '一次录制的运行：时间线文件或报告。不会启动任何东西。',
  more: '更多',
  newProject: '新建项目…',
  newProjectText: '用示例创建一个文件夹。',
  packages: (count) => `${count} 个 npm 包`,
  recent: '最近打开',
  noRecent: '打开过的文件夹和时间线会列在这里。',
  recorded: '录制的运行',
  deleteRecording: (name, time) => `删除 ${time} 的录制 ${name}`,
  deleteQuestion: (file) => `它的时间线和日志将从本机删除：${file}。此操作无法撤销。`,
  deleteYes: '删除',
  showFewer: '收起',
  showAll: (count) => `显示全部 ${count} 个`,
  events: (count) => `${count.toLocaleString('zh')} 个事件`,
  outcomes: { running: '', ended: '', failed: '失败', cutOff: 'Grove 被强制结束', unreadable: '无法读取' },
  comma: '，',
  version: (version) => `Grove ${version}`,
  node: (version) => `服务器运行于 Node ${version}`,
  noNode: 'PATH 中没有 Node，无法启动服务器。请安装 Node 20 或更新版本。',

  running: '正在运行的集群',
  opened: '打开的时间线，只读',
  statuses,
  ready: (status, ready, of) => `${statuses[status]}，${of} 个服务器中 ${ready} 个就绪`,
  sample: (name) => `示例“${name}”`,
  here: '当前 Grove',
  launcher: (shell, pid) => `${shells[shell]}，pid ${pid}`,
  since: (time) => `始于 ${time}`,
  show: '显示',
  notShown: (shell, pid) => `无法显示 ${shells[shell]}（pid ${pid}）的集群：`,

  gone: '此地址指向的运行已不在这里。',
  goneText: '它已结束并被关闭，或者由另一个 Grove 运行过。',
  goneRecording: '它已结束，录制仍在这里。',
  openRecording: '打开它的录制',
  dismiss: '关闭提示',

  orphans: (count, name, time) =>
    `“${name}”的 ${count} 个进程仍在运行：由被强制结束的 Grove 遗留，启动于 ${time}，来自`,
  process: (id, pid) => `${id ?? '子进程'}（pid ${pid}）`,
  leaveOrphans: '保留',
  stopOrphans: '停止',
}
