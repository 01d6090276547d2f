// Lists of names in sentences.
import { ENGLISH, type TimelineWords } from './words/en.ts'

const MAX_NAMES = 6

/** "chat-1, chat-2 and chat-3"; "… and 3 more". */
export function listNames(ids: readonly string[], { names }: TimelineWords = ENGLISH): string {
  if (ids.length > MAX_NAMES)
    return names.andMore(ids.slice(0, MAX_NAMES).join(names.separator), ids.length - MAX_NAMES)
  return ids.length < 2 ? ids.join('') : names.and(ids.slice(0, -1).join(names.separator), ids.at(-1) ?? '')
}
