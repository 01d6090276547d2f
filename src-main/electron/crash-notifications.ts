// Tells of crashed servers while no window of Grove has the focus: one notification for what crashes together. A click
// shows the server at that moment.
import { app, BrowserWindow, Notification } from 'electron'
import type { HostServer } from '../contract/index.ts'
import type { Clusters } from './clusters.ts'
import { crashFragment, describeCrashes, findCrashes, type ServerCrash } from './crashes.ts'
import { words } from './words/words.ts'

/** Servers that fail within this time share a notification. */
const GROUP_MS = 1_000

export function notifyOfCrashes(
  host: Pick<HostServer, 'listen'>,
  clusters: Clusters,
  show: (fragment: string, run: string) => void,
): void {
  const ends = new Map<string, number>()
  const waiting = new Map<string, ServerCrash[]>()
  const shown = new Set<Notification>()
  host.listen((event) => {
    if (event.type !== 'linesRecorded') return
    for (const line of event.lines) {
      if (line.t === 'process' && line.event === 'exited') ends.set(`${event.run} ${line.process}`, line.at)
    }
  })
  const notify = (run: string) => {
    const crashes = waiting.get(run) ?? []
    waiting.delete(run)
    const [first] = crashes
    if (!first || BrowserWindow.getFocusedWindow() || !Notification.isSupported()) return
    const title = clusters.find(run)?.name ?? 'Grove'
    const notification = new Notification({ title, body: describeCrashes(crashes, words()) })
    const at = ends.get(`${run} ${first.server}`)
    notification.on('click', () => show(crashFragment(run, first.server, at), run))
    notification.on('close', () => shown.delete(notification))
    // It must not be collected before it is clicked.
    shown.add(notification)
    notification.show()
    for (const window of BrowserWindow.getAllWindows()) window.flashFrame(true)
  }
  clusters.onChange((run, before) => {
    app.setBadgeCount(clusters.brokenServers)
    const crashes = findCrashes(before, run)
    if (crashes.length === 0) return
    const group = waiting.get(run.run)
    if (group) return void group.push(...crashes)
    waiting.set(run.run, crashes)
    setTimeout(() => notify(run.run), GROUP_MS)
  })
}
