// Lists of names in sentences.

const MAX_NAMES = 6

/** "chat-1, chat-2 and chat-3"; "… and 3 more". */
export function listNames(ids: readonly string[]): string {
  if (ids.length > MAX_NAMES)
    return `${ids.slice(0, MAX_NAMES).join(', ')} and ${ids.length - MAX_NAMES} more`
  return ids.length < 2 ? ids.join('') : `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`
}
