// What a command is: the palette, the menus, the keys and the help are all made from commands.
import type { MenuName } from '../../../src-main/contract/index.ts'
import type { Inspector } from '../inspector.svelte.ts'
import type { LaneRows } from '../lane-rows.svelte.ts'
import type { Panels } from '../panels.svelte.ts'
import type { Session } from '../session.svelte.ts'

/** The headings in the palette and the help, in their order. */
export const COMMAND_GROUPS = [
  'servers',
  'cluster',
  'time',
  'events',
  'view',
  'panels',
  'notes',
  'compare',
  'open',
  'export',
  'window',
] as const
type CommandGroup = (typeof COMMAND_GROUPS)[number]

export interface Command {
  /** Stable: `server.kill:chat-2`, `view.timeline`. */
  id: string
  group: CommandGroup
  /** Imperative, in the current language: "Kill chat-2". In another language it is also found by the English one. */
  title: string
  /** The title in its own menu, where the menu's title says the rest. */
  menuTitle?: string
  /** A second line in menus. */
  description?: string
  /**
   * Shown and handled: `K`, `Shift+N`, `Mod+K` (Mod is Ctrl, or Cmd on macOS), `Space`, `PageUp`, `?`. A letter without
   * `Shift+` is also pressed with Shift, unless another command has it.
   */
  keys?: readonly string[]
  /** It is also found by these. */
  keywords?: readonly string[]
  /** Why it cannot run now, as a sentence. Absent: it can. */
  unavailable?: string | undefined
  /** What is chosen or on, for menus; absent where nothing is. */
  checked?: boolean
  /** Asked before it destroys something. */
  question?: { text: string; confirm: string } | undefined
  /** Where it is in the application menu. */
  menu?: MenuName
  /** A rejection is shown as a problem. */
  run(): void | Promise<unknown>
}

/** The cluster screen, for commands that change what is looked at. */
export interface Screen {
  inspector: Inspector
  panels: Panels
  rows: LaneRows
  focusFilter(): void
  /** Moves the focus to the next (1) or previous (-1) part of the screen. */
  cycleRegion(by: 1 | -1): void
}

export interface CommandContext {
  session: Session
  /** Null outside a run. */
  screen: Screen | null
}

/**
 * Makes the commands that fit now. `text` is what is typed in the palette; empty for keys, menus and the help, where only
 * what is selected has commands of its own. A command with a typed value has `text` among its keywords:
 *
 *     export const noteCommands: CommandSource = ({ session, screen }, text) =>
 *       screen === null ? [] : [
 *         {
 *           id: 'note.add',
 *           group: 'notes',
 *           title: words.notes.add,
 *           keys: ['Shift+M'],
 *           unavailable: session.canAct ? undefined : words.commands.launcherGone,
 *           run: () => screen.panels.show('notes'),
 *         },
 *       ]
 *
 * Then add `noteCommands` to `SOURCES` in registry.ts.
 */
export type CommandSource = (context: CommandContext, text: string) => Command[]
