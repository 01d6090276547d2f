// Quitting waits for the clusters: whatever asks for it, the first `before-quit` stops them and the second lets go.
import type { App } from 'electron'

/** Longer than a cluster takes when every server has to be killed. */
const STOP_DEADLINE = 20_000

export function stopBeforeQuit(app: Pick<App, 'on' | 'quit'>, stop: () => Promise<void>): void {
  let state: 'running' | 'stopping' | 'stopped' = 'running'
  const quit = () => {
    state = 'stopped'
    app.quit()
  }
  app.on('before-quit', (event) => {
    if (state === 'stopped') return
    event.preventDefault()
    if (state === 'stopping') return
    state = 'stopping'
    const deadline = new Promise<void>((resolve) => setTimeout(resolve, STOP_DEADLINE).unref())
    void Promise.race([stop(), deadline]).then(quit, quit)
  })
}
