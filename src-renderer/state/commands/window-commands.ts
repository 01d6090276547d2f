// Commands of the window itself: palette, undo, help, theme and language.
import { language, words, type LanguageCode } from '../../words/words.svelte.ts'
import type { Command, CommandSource } from './command.ts'

/** Each language in itself: who cannot read the current one finds it. */
const LANGUAGES: readonly (readonly [LanguageCode, string])[] = [
  ['en', 'English'],
  ['zh', '中文'],
]

export const windowCommands: CommandSource = ({ session, screen }): Command[] => {
  const texts = words.commands
  const { actions, commands, theme } = session
  const undoable = actions.last?.undo ?? null
  const undo: Command = {
    id: 'undo',
    group: 'window',
    title: undoable === null ? texts.undo : texts.undoOf(undoable.text()),
    keys: ['Mod+Z'],
    menu: 'cluster',
    unavailable: actions.undoObstacle ?? undefined,
    run: () => actions.undo(),
  }
  const help: Command = {
    id: 'help',
    group: 'window',
    title: texts.help,
    keys: ['?'],
    keywords: ['shortcuts', 'glossary'],
    menu: 'help',
    run: () => {
      commands.isHelpOpen = true
    },
  }
  return [
    ...(screen === null ? [] : [undo]),
    {
      id: 'palette',
      group: 'window',
      title: texts.palette,
      keys: ['Mod+K'],
      menu: 'help',
      run: () => {
        commands.isPaletteOpen = true
      },
    },
    help,
    {
      id: 'back',
      group: 'window',
      title: texts.back,
      keys: ['Alt+ArrowLeft'],
      menu: 'go',
      run: () => history.back(),
    },
    {
      id: 'forward',
      group: 'window',
      title: texts.forward,
      keys: ['Alt+ArrowRight'],
      menu: 'go',
      run: () => history.forward(),
    },
    {
      id: 'home',
      group: 'window',
      title: texts.goHome,
      menu: 'go',
      unavailable:
        session.screen === 'home' ? texts.isHome : session.frozen === null ? undefined : texts.launcherGone,
      run: () => session.goHome(),
    },
    ...(['light', 'dark'] as const).map((name): Command => ({
      id: `theme.${name}`,
      group: 'window',
      title: texts.theme[name],
      checked: theme.name === name,
      menu: 'view',
      run: () => {
        if (theme.name !== name) theme.toggle()
      },
    })),
    ...LANGUAGES.map(([code, name]): Command => ({
      id: `language.${code}`,
      group: 'window',
      title: texts.language(name),
      keywords: ['language', '语言'],
      checked: language.code === code,
      menu: 'view',
      run: () => {
        language.code = code
      },
    })),
  ]
}
