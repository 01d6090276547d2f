// The second channel of a desktop window: what its page and the desktop program tell each other besides calls of the
// host. A page in a browser does not have it.
import { z } from 'zod'
import { runId } from './inputs.ts'

/** `recent`, `export` and `record` are submenus. */
export const menuName = z.enum(['file', 'recent', 'export', 'view', 'go', 'cluster', 'record', 'help'])
/** A menu of the application menu. */
export type MenuName = z.output<typeof menuName>

const languageCode = z.enum(['en', 'zh'])
export type LanguageCode = z.output<typeof languageCode>

/** What to do with running clusters when the last window closes. */
export const closeChoice = z.enum(['ask', 'keep', 'stop'])
export type CloseChoice = z.output<typeof closeChoice>

/** A page sends at most this many commands, with titles of at most this length. */
export const MAX_MENU_COMMANDS = 1_000
export const MAX_MENU_TITLE_LENGTH = 300

/** A command of the page, as the application menu shows it. `keys`: as in the page, like `Mod+K`. */
const menuCommand = z.strictObject({
  /** May hold a path. */
  id: z.string().min(1).max(5_000),
  title: z.string().min(1).max(MAX_MENU_TITLE_LENGTH),
  keys: z.string().max(40).optional(),
  enabled: z.boolean(),
  /** Absent where nothing is on or off. */
  checked: z.boolean().optional(),
  menu: menuName,
})
export type MenuCommand = z.output<typeof menuCommand>

/** From a page to the desktop program. */
export const pageMessage = z.discriminatedUnion('type', [
  /** All commands with a place in the application menu, in their order. */
  z.strictObject({ type: z.literal('commands'), commands: z.array(menuCommand).max(MAX_MENU_COMMANDS) }),
  z.strictObject({ type: z.literal('language'), language: languageCode }),
  /** What the window shows. */
  z.strictObject({
    type: z.literal('shown'),
    screen: z.enum(['home', 'preview', 'run']),
    run: runId.nullable(),
  }),
  z.strictObject({ type: z.literal('newWindow') }),
  /** Opens an address in the browser, after a question. Only https. */
  z.strictObject({ type: z.literal('openAddress'), address: z.string().max(2_000) }),
  z.strictObject({ type: z.literal('closeChoice'), choice: closeChoice }),
])
export type PageMessage = z.output<typeof pageMessage>

/** From the desktop program to a page. */
export type ShellMessage =
  /** Runs a command of the page's registry. */
  | { type: 'run'; command: string }
  /** Goes to an address (`#…`) of Grove's own. */
  | { type: 'open'; fragment: string }
  /** Shows what a link of another program names. The page asks before it reads a path. */
  | { type: 'link'; fragment: string }

/** `window.groveShell`. */
export interface DesktopShell {
  /** Rejects if the desktop program refuses the message. */
  send(message: PageMessage): Promise<void>
  /** Returns an unsubscribe function. */
  listen(listener: (message: ShellMessage) => void): () => void
  /** Returns the path of a dropped file or folder; empty if it is not one of the disk. */
  pathOf(file: File): string
}
