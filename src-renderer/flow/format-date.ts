// Formats dates for lists.

/** `14:02`, or with the date if it is not today. `iso` is ISO 8601. */
export function formatDate(iso: string): string {
  const date = new Date(iso)
  const isToday = date.toDateString() === new Date().toDateString()
  return date.toLocaleString([], { dateStyle: isToday ? undefined : 'medium', timeStyle: 'short' })
}
