// The page in a window of the desktop program: reports what it shows, its language and its commands for the application
// menu, and does what the program asks.
import {
  MAX_MENU_COMMANDS,
  MAX_MENU_TITLE_LENGTH,
  type DesktopShell,
  type MenuCommand,
} from '../../src-main/contract/index.ts'
import { language } from '../words/words.svelte.ts'
import type { Command } from './commands/command.ts'
import type { Session } from './session.svelte.ts'

/** Commands depend on all that moves on the screen, so that they are read now and then instead of after each change. */
const MENU_INTERVAL_MS = 400

/** To be called while a component is initialized. */
export function connectDesktop(session: Session, shell: DesktopShell): void {
  $effect(() =>
    shell.listen((message) => {
      if (message.type === 'open') session.address.open(message.fragment, true)
      else if (message.type === 'link') session.address.open(message.fragment, false)
      else void session.commands.runById(message.command)
    }),
  )
  $effect(() => void shell.send({ type: 'language', language: language.code }))
  $effect(() => {
    const { place } = session
    // From now on the page can show what it is asked for.
    if (place === null) return
    void shell.send({ type: 'shown', screen: place.screen, run: place.screen === 'run' ? place.run : null })
  })
  $effect(() => {
    let sent = ''
    const report = (): void => {
      const commands = menuCommands(session.commands.all)
      const text = JSON.stringify(commands)
      if (text !== sent) void shell.send({ type: 'commands', commands })
      sent = text
    }
    const timer = setInterval(report, MENU_INTERVAL_MS)
    return () => clearInterval(timer)
  })
}

function menuCommands(commands: readonly Command[]): MenuCommand[] {
  const items = commands.flatMap(
    ({ id, title, menuTitle, keys, unavailable, checked, menu }): MenuCommand[] => {
      if (menu === undefined) return []
      const shown = (menuTitle ?? title).slice(0, MAX_MENU_TITLE_LENGTH)
      return [{ id, title: shown, keys: keys?.[0], enabled: unavailable === undefined, checked, menu }]
    },
  )
  return items.slice(0, MAX_MENU_COMMANDS)
}
