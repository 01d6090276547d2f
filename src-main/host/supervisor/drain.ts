// Waits for the packets of a run that are on their way.
import type { Recorder } from '../recording/recorder.ts'

/** Resolves when both ends of every recorded packet are known, or after the time limit. */
export function drain(recorder: Recorder, timeoutMs: number): Promise<void> {
  if (recorder.pendingPackets === 0) return Promise.resolve()
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer)
      unsubscribe()
      resolve()
    }
    const timer = setTimeout(finish, timeoutMs)
    const unsubscribe = recorder.listen(() => {
      if (recorder.pendingPackets === 0) finish()
    })
  })
}
