// Formats dates for lists, as people who read the window's language write them.
import { language } from './words.svelte.ts'

/** `14:02`, or with the date if it is not today. `iso` is ISO 8601. */
export function formatDate(iso: string): string {
  const date = new Date(iso)
  const isToday = date.toDateString() === new Date().toDateString()
  return date.toLocaleString(language.locale, {
    dateStyle: isToday ? undefined : 'medium',
    timeStyle: 'short',
  })
}
