// What happens to running clusters when the last window closes and when the program quits. Nothing is left running
// without a question, and nothing without something that shows it.
import type { App, BrowserWindow } from 'electron'
import { settleWithin } from '../../core/kit/timeout.ts'
import type { CloseChoice } from '../contract/index.ts'
import type { CloseAnswer } from './close-question.ts'

/** Longer than a cluster takes to stop if every server has to be killed. */
const STOP_TIMEOUT_MS = 20_000

export interface LifecycleOptions {
  app: Pick<App, 'on' | 'quit'>
  /** Stops every cluster. */
  stop(): Promise<void>
  hasRunningClusters(): boolean
  windows(): readonly BrowserWindow[]
  /** Asks, or answers by what is remembered. */
  decide(isQuit: boolean, window: BrowserWindow | null): Promise<CloseAnswer['answer']>
  /** Shows that clusters run without a window. Returns false if nothing can. */
  enterBackground(): boolean
  /** Says that the program ends with its last cluster. */
  endBackground(): void
  platform: NodeJS.Platform
}

export class Lifecycle {
  readonly #options: LifecycleOptions
  #state: 'running' | 'asking' | 'background' | 'stopping' | 'stopped' = 'running'
  #isForced = false

  constructor(options: LifecycleOptions) {
    this.#options = options
    const { app } = options
    app.on('before-quit', (event) => this.#beforeQuit(event))
    app.on('window-all-closed', () => this.#onAllClosed())
  }

  /** Stops without a question: the system shuts down, a signal arrived, or the parent has ended. */
  quitNow(): void {
    this.#isForced = true
    this.#options.app.quit()
  }

  /** Stops without a question, because the user has just chosen so. */
  stopAndQuit(): void {
    this.quitNow()
  }

  onWindowOpened(): void {
    if (this.#state === 'background') this.#state = 'running'
  }

  /** To be called for `close` of each window. */
  onWindowClose(window: BrowserWindow, event: { preventDefault(): void }): void {
    const isLast = this.#options.windows().every((other) => other === window)
    if (!isLast || this.#state === 'stopped' || this.#state === 'background') return
    if (!this.#options.hasRunningClusters()) return
    event.preventDefault()
    if (this.#state === 'running') void this.#ask(false, window)
  }

  /** To be called when a cluster has ended: nothing is left to keep the program for. */
  onClustersChanged(): void {
    const hasNothing = this.#options.windows().length === 0 && !this.#options.hasRunningClusters()
    if (this.#state !== 'background' || !hasNothing) return
    this.#options.endBackground()
    this.quitNow()
  }

  #beforeQuit(event: { preventDefault(): void }): void {
    if (this.#state === 'stopped') return
    event.preventDefault()
    if (this.#state === 'stopping') return
    if (this.#isForced || !this.#options.hasRunningClusters()) return this.#stop()
    if (this.#state !== 'asking') void this.#ask(true, this.#options.windows()[0] ?? null)
  }

  async #ask(isQuit: boolean, window: BrowserWindow | null): Promise<void> {
    this.#state = 'asking'
    const answer = await this.#options.decide(isQuit, window).catch(() => 'cancel' as const)
    // A signal may have arrived meanwhile.
    if (this.#state !== 'asking') return
    this.#state = 'running'
    if (answer === 'stop') this.stopAndQuit()
    else if (answer === 'keep') this.#keep()
  }

  #keep(): void {
    // They may have ended during the question.
    if (!this.#options.hasRunningClusters()) return this.stopAndQuit()
    if (!this.#options.enterBackground()) return
    this.#state = 'background'
    for (const window of this.#options.windows()) window.destroy()
  }

  #stop(): void {
    this.#state = 'stopping'
    const quit = () => {
      this.#state = 'stopped'
      this.#options.app.quit()
    }
    void settleWithin(STOP_TIMEOUT_MS, this.#options.stop()).then(quit, quit)
  }

  /** On macOS a program without a window stays in the Dock, where its user sees it. */
  #onAllClosed(): void {
    if (this.#state === 'background' || this.#options.platform === 'darwin') return
    this.#options.app.quit()
  }
}

/** What a remembered choice answers; null if it has to be asked. Quitting never leaves clusters without a question. */
export function rememberedAnswer(
  choice: CloseChoice,
  { isQuit, canKeep }: { isQuit: boolean; canKeep: boolean },
): 'keep' | 'stop' | null {
  if (choice === 'stop') return 'stop'
  return choice === 'keep' && canKeep && !isQuit ? 'keep' : null
}
