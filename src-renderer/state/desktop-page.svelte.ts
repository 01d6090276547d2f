// The page in a window of the desktop program: reports what it shows and its language, and does what the program asks.
import type { DesktopShell } from '../../src-main/contract/index.ts'
import { language } from '../words/words.svelte.ts'
import type { Session } from './session.svelte.ts'

/** To be called while a component is initialized. */
export function connectDesktop(session: Session, shell: DesktopShell): void {
  $effect(() =>
    shell.listen((message) => {
      if (message.type === 'open') location.hash = message.fragment
    }),
  )
  $effect(() => void shell.send({ type: 'language', language: language.code }))
  $effect(() => {
    const { screen, run } = session
    void shell.send({ type: 'shown', screen, run: screen === 'run' ? (run?.id ?? null) : null })
  })
}
