// The texts of the desktop program in English: menus, dialogs, tray and notifications. Those of its page are in
// src-renderer/words.
export interface Words {
  menu: Record<
    | 'file'
    | 'edit'
    | 'view'
    | 'cluster'
    | 'recent'
    | 'export'
    | 'record'
    | 'go'
    | 'help'
    | 'newWindow'
    | 'back'
    | 'forward'
    | 'openRecent'
    | 'clearRecent'
    | 'noRecent'
    | 'onLastClose'
    | 'closeAsk'
    | 'closeKeep'
    | 'closeStop'
    | 'about',
    string
  >
  /** Items that Electron has itself, by their role. */
  roles: Record<string, string>
  close: {
    question(count: number, names: string): string
    detail: string
    keep: string
    stop: string
    cancel: string
    remember: string
    cannotKeep: string
  }
  tray: {
    tooltip(count: number): string
    open: string
    stopAll: string
    stopAllAndQuit: string
  }
  cluster: {
    starting(name: string): string
    stopping(name: string): string
    ready(name: string, count: number): string
    notReady(name: string, ready: number, of: number, worst: string): string
  }
  background: {
    title: string
    body(names: string, hasTray: boolean): string
    ended: string
  }
  crash: {
    crashed(server: string, how: string): string
    failedStart(server: string): string
    crashLoop(server: string): string
    several(count: number, servers: string): string
    exit(code: number | null, signal: string | null): string
  }
  dialogs: {
    openFolder: string
    openTimeline: string
    timeline: string
    openAddress(host: string): string
    openAddressYes: string
    cancel: string
    badLink: string
    badLinkDetail: string
    pathNote: string
  }
  about: { copyright: string; licence: string }
}

export const en: Words = {
  menu: {
    file: 'File',
    edit: 'Edit',
    view: 'View',
    cluster: 'Cluster',
    recent: 'Recent',
    export: 'Export',
    record: 'Record',
    go: 'Go',
    help: 'Help',
    newWindow: 'New Window',
    back: 'Back',
    forward: 'Forward',
    openRecent: 'Open Recent',
    clearRecent: 'Clear Menu',
    noRecent: 'Nothing Yet',
    onLastClose: 'When the Last Window Closes',
    closeAsk: 'Ask',
    closeKeep: 'Keep Running in the Background',
    closeStop: 'Stop and Quit',
    about: 'About Grove',
  },
  roles: {
    services: 'Services',
    hide: 'Hide Grove',
    hideOthers: 'Hide Others',
    unhide: 'Show All',
    quit: 'Quit Grove',
    close: 'Close Window',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select All',
    resetZoom: 'Actual Size',
    zoomIn: 'Zoom In',
    zoomOut: 'Zoom Out',
    togglefullscreen: 'Full Screen',
    reload: 'Reload',
    toggleDevTools: 'Developer Tools',
    window: 'Window',
    minimize: 'Minimize',
    zoom: 'Zoom',
    front: 'Bring All to Front',
  },
  close: {
    question: (count, names) =>
      count === 1
        ? `The cluster ${names} is running. Keep it running in the background?`
        : `${count} clusters are running: ${names}. Keep them running in the background?`,
    detail: 'In the background they are reached by the icon of Grove, or by starting Grove again.',
    keep: 'Keep Running',
    stop: 'Stop and Quit',
    cancel: 'Cancel',
    remember: 'Do not ask again',
    cannotKeep:
      'This desktop has neither a tray nor notifications, so that nothing would show that they run.',
  },
  tray: {
    tooltip: (count) =>
      count === 1 ? 'Grove: 1 cluster is running' : `Grove: ${count} clusters are running`,
    open: 'Open Grove',
    stopAll: 'Stop All Clusters',
    stopAllAndQuit: 'Stop All and Quit',
  },
  cluster: {
    starting: (name) => `${name}: starting`,
    stopping: (name) => `${name}: stopping`,
    ready: (name, count) =>
      count === 1 ? `${name}: 1 server is ready` : `${name}: all ${count} servers are ready`,
    notReady: (name, ready, of, worst) => `${name}: ${ready} of ${of} servers ready; ${worst}`,
  },
  background: {
    title: 'Grove keeps running in the background',
    body: (names, hasTray) =>
      hasTray
        ? `${names} goes on. Open it by the icon of Grove in the tray.`
        : `${names} goes on. This desktop shows no tray icon: start Grove again, or click here, to open or stop it.`,
    ended: 'All clusters have ended, and Grove with them.',
  },
  crash: {
    crashed: (server, how) => `${server} crashed (${how})`,
    failedStart: (server) => `${server} could not be started`,
    crashLoop: (server) => `${server} crashes again and again and is not restarted`,
    several: (count, servers) => `${count} servers failed: ${servers}`,
    exit: (code, signal) => signal ?? (code === null ? 'unknown' : `exit ${code}`),
  },
  dialogs: {
    openFolder: 'Open a folder',
    openTimeline: 'Open a timeline',
    timeline: 'Timeline',
    openAddress: (host) => `Open ${host} in the browser?`,
    openAddressYes: 'Open',
    cancel: 'Cancel',
    badLink: 'This link is not one of Grove.',
    badLinkDetail: 'A link to Grove begins with grove://open? and names a run or a path.',
    pathNote: 'The PATH of your login shell could not be read, so the default PATH is used',
  },
  about: { copyright: '© 2026 The Grove authors', licence: 'MIT License' },
}
