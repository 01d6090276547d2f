// Times of day as people read them.

/** `14:02` in local time; `2026-01-31 14:02` on another day than today. */
export function formatClockTime(iso: string): string {
  const date = new Date(iso)
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  if (date.toDateString() === new Date().toDateString()) return time
  return `${date.toLocaleDateString('en-CA')} ${time}`
}
