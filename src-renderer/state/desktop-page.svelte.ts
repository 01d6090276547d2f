// The page in a window of the desktop program: reports what it shows and its language, and does what the program asks.
import type { DesktopShell } from '../../src-main/contract/index.ts'
import { language } from '../words/words.svelte.ts'
import type { Session } from './session.svelte.ts'

/** To be called while a component is initialized. */
export function connectDesktop(session: Session, shell: DesktopShell): void {
  $effect(() =>
    shell.listen((message) => {
      if (message.type === 'open') session.address.open(message.fragment, true)
      else if (message.type === 'link') session.address.open(message.fragment, false)
    }),
  )
  $effect(() => void shell.send({ type: 'language', language: language.code }))
  $effect(() => {
    const { place } = session
    // From now on the page can show what it is asked for.
    if (place === null) return
    void shell.send({ type: 'shown', screen: place.screen, run: place.screen === 'run' ? place.run : null })
  })
}
