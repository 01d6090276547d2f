// Stops the clusters before the app quits: the first `before-quit` is held back until they have stopped.
import type { App } from 'electron'
import { settleWithin } from '../../core/kit/timeout.ts'

/** Longer than a cluster takes to stop if every server has to be killed. */
const STOP_TIMEOUT_MS = 20_000

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
    void settleWithin(STOP_TIMEOUT_MS, stop()).then(quit, quit)
  })
}
