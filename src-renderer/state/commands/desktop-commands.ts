// Commands of the desktop program, which a page in a browser does not have.
import { words } from '../../words/words.svelte.ts'
import type { Command, CommandSource } from './command.ts'

const CLOSE_CHOICES = ['ask', 'keep', 'stop'] as const

export const desktopCommands: CommandSource = (): Command[] => {
  const shell = window.groveShell
  if (!shell) return []
  return [
    {
      id: 'window.new',
      group: 'window',
      title: words.desktop.newWindow,
      run: () => shell.send({ type: 'newWindow' }),
    },
    ...CLOSE_CHOICES.map((choice): Command => ({
      id: `window.onLastClose.${choice}`,
      group: 'window',
      title: words.desktop.onLastClose[choice],
      keywords: ['background tray quit'],
      run: () => shell.send({ type: 'closeChoice', choice }),
    })),
  ]
}
