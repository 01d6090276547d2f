// Keys of commands: how they are written, and which command a pressed key runs.
import { words } from '../../words/words.svelte.ts'
import type { Command } from './command.ts'

const isMac = /mac/i.test(navigator.platform)

/** Keys whose names on the screen differ from `KeyboardEvent.key`. */
const SHOWN: Readonly<Record<string, string>> = {
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Escape: 'Esc',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  '-': '−',
}
const TYPED: Readonly<Record<string, string>> = { Space: ' ' }

/** As it is shown: `Ctrl+K`, on macOS `⌘K`. */
export function formatKey(key: string): string {
  const { modifiers, name } = parseKey(key)
  const shown = SHOWN[name] ?? name
  const marks = [...modifiers].map((modifier) => {
    if (modifier !== 'Mod') return isMac ? (modifier === 'Shift' ? '⇧' : '⌥') : modifier
    return isMac ? '⌘' : 'Ctrl'
  })
  return [...marks, shown].join(isMac ? '' : '+')
}

/** A text with the key that does the same: "Zoom in (+)". */
export function withKey(text: string, key: string): string {
  return words.commands.withKey(text, formatKey(key))
}

/**
 * The command that a key runs; null for other keys, and for those that a field, a menu, a dialog or a button keeps.
 * A command that is not available is returned too.
 */
export function commandOfKey(event: KeyboardEvent, commands: readonly Command[]): Command | null {
  if (event.isComposing) return null
  const isMod = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey
  if (!isMod && (event.ctrlKey || event.metaKey)) return null
  // An open menu or dialog handles its own keys.
  if (document.querySelector(':popover-open, dialog:modal')) return null
  const target = event.target instanceof HTMLElement ? event.target : null
  if (event.key !== 'F6' && !event.altKey && isKeptBy(target, event.key, isMod)) return null
  const isFor = (withShift: boolean) => (command: Command) =>
    command.keys?.some((key) => matches(parseKey(key), event, isMod, withShift)) ?? false
  return commands.find(isFor(event.shiftKey)) ?? (event.shiftKey ? commands.find(isFor(false)) : null) ?? null
}

function parseKey(key: string): { modifiers: ReadonlySet<string>; name: string } {
  // The last part may be `+` itself.
  const parts = /^(?:(.+)\+)?(.+)$/.exec(key)
  return { modifiers: new Set(parts?.[1]?.split('+')), name: parts?.[2] ?? key }
}

function matches(
  { modifiers, name }: ReturnType<typeof parseKey>,
  event: KeyboardEvent,
  isMod: boolean,
  withShift: boolean,
): boolean {
  if (modifiers.has('Mod') !== isMod || modifiers.has('Alt') !== event.altKey) return false
  const key = TYPED[name] ?? name
  // A sign such as `?` may need Shift.
  if (key.length === 1 && !/[a-z]/i.test(key)) return event.key === key
  return modifiers.has('Shift') === withShift && event.key.toLowerCase() === key.toLowerCase()
}

/** Fields keep all keys but Escape, which leaves them; buttons keep those that press them. */
function isKeptBy(target: HTMLElement | null, key: string, isMod: boolean): boolean {
  if (target?.closest('input, textarea, select, [contenteditable]')) {
    if (isMod) return key.toLowerCase() !== 'k'
    if (key === 'Escape') target.blur()
    return true
  }
  if (target === null || isMod) return false
  if (/^(Home|End|PageUp|PageDown)$/.test(key))
    return target.closest('[role=tabpanel], [role=grid], [role=tree], dialog') !== null
  return (key === 'Enter' || key === ' ') && target.closest('button, summary, a, [role=row]') !== null
}
