// The question before the last window closes, or the program quits, while clusters run.
import { dialog, type BrowserWindow } from 'electron'
import type { Clusters } from './clusters.ts'
import { words } from './words/words.ts'

export interface CloseAnswer {
  answer: 'keep' | 'stop' | 'cancel'
  /** To be remembered. */
  remember: boolean
}

export interface CloseQuestion {
  window: BrowserWindow | null
  clusters: Clusters
  /** Whether something would show that clusters run in the background. Without it they are never left. */
  canKeep: boolean
}

export async function askBeforeClosing({ window, clusters, canKeep }: CloseQuestion): Promise<CloseAnswer> {
  const { close } = words()
  const answers = canKeep ? (['keep', 'stop', 'cancel'] as const) : (['stop', 'cancel'] as const)
  const options = {
    type: 'question' as const,
    message: close.question(clusters.running.length, clusters.names),
    detail: canKeep ? close.detail : close.cannotKeep,
    buttons: answers.map((answer) => close[answer]),
    defaultId: 0,
    cancelId: answers.length - 1,
    checkboxLabel: close.remember,
    noLink: true,
  }
  const { response, checkboxChecked } = await (window
    ? dialog.showMessageBox(window, options)
    : dialog.showMessageBox(options))
  const answer = answers[response] ?? 'cancel'
  return { answer, remember: checkboxChecked && answer !== 'cancel' }
}
