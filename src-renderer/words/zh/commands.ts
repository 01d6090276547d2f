// Simplified Chinese: the texts of commands.
import type { commands as english } from '../en/commands.ts'

const VERBS = {
  restart: '重启',
  stop: '停止',
  kill: '强制结束',
  pause: '暂停',
  resume: '继续',
  spawn: '启动',
}

export const commands: typeof english = {
  groups: {
    servers: '服务器',
    cluster: '集群',
    time: '时间',
    events: '事件',
    view: '视图',
    panels: '面板',
    notes: '笔记',
    compare: '对比',
    open: '打开',
    export: '导出',
    window: '窗口',
  },
  menus: {
    file: '文件',
    recent: '最近打开',
    export: '导出',
    view: '视图',
    go: '转到',
    cluster: '集群',
    record: 'RPC 包的录制',
    help: '帮助',
  },
  launcherGone: '启动器已不在，无法做任何更改。',

  act: (action, who) => `${VERBS[action]}${spaced(who)}`,
  allOfType: (type, count) => `全部 ${count} 个 ${type} 服务器`,
  allServers: (count) => `全部 ${count} 个服务器`,
  selected: (count) => `选中的 ${count} 个服务器`,
  killAllQuestion: (count) => `全部 ${count} 个服务器（包括主服务器）会立即被强制结束，内存中的数据会丢失。`,
  killAllConfirm: '全部强制结束',
  doesNotFit: (action, id) =>
    action === 'spawn'
      ? `${id} 正在运行。`
      : action === 'resume'
        ? `${id} 没有暂停。`
        : action === 'pause'
          ? `${id} 已暂停或未在运行。`
          : `${id} 未在运行。`,
  fitsNone: (action) =>
    action === 'spawn'
      ? '全部都在运行。'
      : action === 'resume'
        ? '没有暂停的服务器。'
        : '没有正在运行的服务器。',
  debug: (id) => `调试 ${id}…`,
  notObserved: (id) => `Grove 不观察 ${id}，因此这里没有它的调试器。`,
  selectServer: (id) => `选中 ${id}`,
  scale: (type, count) => `将 ${type} 扩缩容到 ${count} 个`,

  stopCluster: (name) => `停止 ${name}`,
  forceStop: (name) => `强制停止 ${name}`,
  startAgain: (name) => `再次启动 ${name}`,
  close: (name) => `关闭 ${name}`,
  closeQuestion: (name) => `${name} 正在运行。关闭它会停止它的所有服务器。`,
  stopAndClose: '停止并关闭',
  hasEnded: '运行已结束。',
  isRunning: '集群正在运行。',
  noProject: '这是一份录制，没有可启动的项目。',

  goTo: (time) => `转到 ${time}`,
  play: '播放或暂停；实时运行时停在此刻',
  goLive: '回到实时：跟随最新事件',
  goToEnd: '转到运行的末尾',
  goToStart: '转到运行的开头',
  previousStop: '转到上一个停靠点',
  nextStop: '转到下一个停靠点',

  nextEvent: '下一个事件',
  previousEvent: '上一个事件',
  nextInLane: '所选服务器的下一个事件',
  previousInLane: '所选服务器的上一个事件',
  cause: '所选事件的起因',
  effect: '所选事件的第一个结果',
  nextHit: '筛选命中的下一个事件',
  previousHit: '筛选命中的上一个事件',
  details: '所选内容的详情',
  clearSelection: '关闭已打开的内容；清除选择',
  noEvents: '没有显示任何事件。',
  noFilter: '没有启用筛选。',
  noHits: '筛选没有命中。',
  noEventSelected: '没有选中事件。',
  nothingSelected: '没有选中任何内容。',
  noCause: '没有录制到该事件的起因。',
  noEffect: '没有录制到该事件的结果。',
  filterVerb: '筛选',
  filterEvents: '筛选事件',
  filterBy: (query) => `筛选：${query}`,
  clearFilter: '清除筛选',

  nextLayout: '下一个布局',
  showLayout: (layout) => `显示${layout}`,
  focus: '缩放到所选内容；再按一次显示整个运行',
  fit: '显示整个运行',
  zoomIn: '放大（也可 Ctrl + 滚轮、双击）',
  zoomOut: '缩小',
  earlier: '更早（也可拖动、Shift + 滚轮）',
  later: '更晚',
  foldIdle: '折叠或展开空闲时间',
  foldType: '折叠或展开所选服务器或事件的类型',
  foldTypes: '折叠或展开所有类型',

  showPanel: (panel) => `显示${spaced(panel)}`,
  toggleDock: (dock) => `打开或关闭${dock}`,
  nextRegion: '屏幕的下一个区域',
  previousRegion: '屏幕的上一个区域',

  openFolder: '打开文件夹…',
  openTimeline: '打开时间线…',
  openPath: (path) => `打开 ${path}`,
  openRecent: (name) => `打开 ${name}`,
  startSample: (title) => `启动示例“${title}”`,
  showRun: (name) => `显示 ${name}`,

  palette: '命令面板',
  undo: '撤销',
  undoOf: (text) => `撤销：${text}`,
  help: '帮助：快捷键、图例和术语',
  goHome: '回到主页',
  isHome: '正在显示主页。',
  theme: { light: '使用浅色主题', dark: '使用深色主题' },
  language: (name) => `语言：${name}`,
  withKey: (text, key) => `${text}（${key}）`,
  back: '后退',
  forward: '前进',
}

/** A Latin name has a space before it. */
function spaced(text: string): string {
  return /^\p{Script=Latin}/u.test(text) ? ` ${text}` : text
}
