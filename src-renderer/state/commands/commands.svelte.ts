// The commands of a window: the palette, the question before a command, the keys, and what was used lately.
import type { Session } from '../session.svelte.ts'
import type { MenuName } from '../../../src-main/contract/index.ts'
import type { Command, CommandContext, Screen } from './command.ts'
import { commandOfKey } from './keys.ts'
import { commandsOf, findCommands, type FoundCommand } from './registry.ts'

const STORAGE_KEY = 'grove.recent-commands'
const MAX_RECENT = 8
const NOTICE_MS = 5_000

/** A command that was run from the palette, and what finds it again. */
interface RecentCommand {
  id: string
  text: string
}

export class Commands {
  /** The cluster screen while there is one. */
  screen = $state.raw<Screen | null>(null)
  isPaletteOpen = $state(false)
  isHelpOpen = $state(false)
  /** The command whose question is asked. */
  asked = $state.raw<Command | null>(null)
  /** Why a key did nothing, for some seconds. */
  notice = $state<string | null>(null)
  #recent = $state.raw<readonly RecentCommand[]>(readRecent())
  #noticeTimer: ReturnType<typeof setTimeout> | undefined
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  get #context(): CommandContext {
    return { session: this.#session, screen: this.screen }
  }

  /** All commands that fit now, without those that need a typed text. */
  get all(): Command[] {
    return commandsOf(this.#context, '')
  }

  /** The commands of a menu. */
  menu(name: MenuName): Command[] {
    return this.all.filter(({ menu }) => menu === name)
  }

  /** The commands that fit what is typed, best first; with nothing typed the recent ones, then all. */
  find(text: string): FoundCommand[] {
    if (text.trim() !== '')
      return findCommands(
        this.#context,
        text,
        this.#recent.map(({ id }) => id),
      )
    const recent = this.#recent.flatMap(
      ({ id, text: typed }) => commandsOf(this.#context, typed).find((command) => command.id === id) ?? [],
    )
    const ids = new Set(recent.map(({ id }) => id))
    return [...recent, ...this.all.filter(({ id }) => !ids.has(id))].map((command) => ({
      command,
      places: [],
    }))
  }

  isRecent(id: string): boolean {
    return this.#recent.some((recent) => recent.id === id)
  }

  /** Runs a command, after its question if it has one. `typed`: what found it in the palette. */
  async run(command: Command, typed: string | null = null): Promise<void> {
    if (command.unavailable !== undefined) return this.notify(command.unavailable)
    if (typed !== null) this.#remember({ id: command.id, text: typed.trim() || command.title })
    if (command.question) this.asked = command
    else await this.#execute(command)
  }

  /** Answers the question that is asked. */
  async answer(isConfirmed: boolean): Promise<void> {
    const command = this.asked
    this.asked = null
    if (isConfirmed && command) await this.#execute(command)
  }

  /** Runs the command of this id if it fits now. */
  async runById(id: string): Promise<void> {
    const command = this.all.find((known) => known.id === id)
    if (command) await this.run(command)
  }

  /** Runs the command of a key. */
  onkeydown(event: KeyboardEvent): void {
    if (event.defaultPrevented) return
    const command = commandOfKey(event, this.all)
    if (!command) return
    event.preventDefault()
    void this.run(command)
  }

  notify(text: string): void {
    clearTimeout(this.#noticeTimer)
    this.notice = text
    this.#noticeTimer = setTimeout(() => (this.notice = null), NOTICE_MS)
  }

  async #execute(command: Command): Promise<void> {
    await this.#session.attempt(null, async () => void (await command.run()))
  }

  #remember(used: RecentCommand): void {
    const others = this.#recent.filter(({ id }) => id !== used.id)
    this.#recent = [used, ...others].slice(0, MAX_RECENT)
    localStorage.setItem(STORAGE_KEY, JSON.stringify(this.#recent))
  }
}

/** What is remembered may come from another version of Grove. */
function readRecent(): RecentCommand[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '[]')
    if (!Array.isArray(stored)) return []
    return stored
      .flatMap((entry: Partial<RecentCommand> | null) =>
        typeof entry?.id === 'string' && typeof entry.text === 'string'
          ? [{ id: entry.id, text: entry.text }]
          : [],
      )
      .slice(0, MAX_RECENT)
  } catch {
    return []
  }
}
