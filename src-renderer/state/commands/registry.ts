// The registry: all commands that fit now, and the orders in which the palette and the menus show them.
import { language } from '../../words/words.svelte.ts'
import { addressCommands } from './address-commands.ts'
import { callCommands } from './call-commands.ts'
import { clusterCommands } from './cluster-commands.ts'
import type { Command, CommandContext, CommandSource } from './command.ts'
import { compareCommands } from './compare-commands.ts'
import { desktopCommands } from './desktop-commands.ts'
import { faultCommands } from './fault-commands.ts'
import { fuzzyMatch, type FuzzyMatch } from './fuzzy.ts'
import { findingCommands } from './finding-commands.ts'
import { noteCommands } from './note-commands.ts'
import { openCommands } from './open-commands.ts'
import { panelCommands } from './panel-commands.ts'
import { recordingCommands } from './recording-commands.ts'
import { serverCommands } from './server-commands.ts'
import { timeCommands } from './time-commands.ts'
import { viewCommands } from './view-commands.ts'
import { windowCommands } from './window-commands.ts'

const SOURCES: readonly CommandSource[] = [
  serverCommands,
  faultCommands,
  timeCommands,
  viewCommands,
  panelCommands,
  noteCommands,
  findingCommands,
  clusterCommands,
  callCommands,
  compareCommands,
  openCommands,
  recordingCommands,
  addressCommands,
  windowCommands,
  desktopCommands,
]

const UNAVAILABLE_SHARE = 0.6
/** Of two equal commands the one that was used lately comes first. */
const RECENT_BONUS = 2

export interface FoundCommand {
  command: Command
  /** The characters of the title that were typed. */
  places: readonly number[]
}

export function commandsOf(context: CommandContext, text: string): Command[] {
  return SOURCES.flatMap((source) => source(context, text))
}

/** The commands that fit what is typed, best first. `recent`: ids, the latest first. */
export function findCommands(
  context: CommandContext,
  text: string,
  recent: readonly string[],
): FoundCommand[] {
  const typed = text.trim()
  const english = language.code === 'en' ? null : englishTitles(context, typed)
  return commandsOf(context, typed)
    .flatMap((command) => {
      const match = matchOf(typed, command, english?.get(command.id))
      if (!match) return []
      const available = command.unavailable === undefined ? 1 : UNAVAILABLE_SHARE
      const bonus = recent.includes(command.id) ? RECENT_BONUS : 0
      return [{ command, places: match.places, score: match.score * available + bonus }]
    })
    .toSorted((one, other) => other.score - one.score)
}

function matchOf(typed: string, command: Command, englishTitle: string | undefined): FuzzyMatch | null {
  const keywords = (command.keywords ?? []).map((text) => ({ text, isStrict: true }))
  const english = englishTitle === undefined ? [] : [{ text: englishTitle, isStrict: false }]
  return fuzzyMatch(typed, command.title, [...english, ...keywords])
}

function englishTitles(context: CommandContext, typed: string): Map<string, string> {
  return language.inEnglish(() => new Map(commandsOf(context, typed).map(({ id, title }) => [id, title])))
}
