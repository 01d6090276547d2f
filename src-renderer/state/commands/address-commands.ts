// Commands of the page's address: copy a link to what is shown, and show it in another window.
import { words } from '../../words/words.svelte.ts'
import type { Session } from '../session.svelte.ts'
import type { Command, CommandSource } from './command.ts'

export const addressCommands: CommandSource = ({ session }): Command[] => {
  const { about, connectionStatus } = session
  if (!about || about.shell === 'report') return []
  const copy: Command = {
    id: 'address.copy',
    group: 'window',
    title: words.address.copy,
    keywords: ['url', 'share', 'address'],
    menu: 'file',
    run: async () => {
      await navigator.clipboard.writeText(linkOf(session))
      session.commands.notify(words.address.copied)
    },
  }
  // Windows of the desktop program need no code.
  if (about.shell !== 'web') return [copy]
  const open: Command = {
    id: 'address.open-window',
    group: 'window',
    title: words.address.openWindow,
    keywords: ['tab'],
    menu: 'file',
    unavailable: connectionStatus === 'connected' ? undefined : words.commands.launcherGone,
    run: async () => {
      const address = await session.api.pageAddress()
      if (address === null) return
      window.open(address + new URL(session.address.link).hash.replace('#', '&'), '_blank', 'noopener')
    },
  }
  return [copy, open]
}

/** A browser opens the address of the page; the desktop program opens links of its own. */
function linkOf({ about, address }: Session): string {
  return about?.shell === 'desktop' ? new URL(address.link).hash.replace('#', 'grove://open?') : address.link
}
