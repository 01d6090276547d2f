// Durations as people read them.

/** `640 µs`, `12.40 ms`, `1.250 s`, `1:02.50`: exact enough for its size, always with as many digits. */
export function formatDuration(milliseconds: number): string {
  const size = Math.abs(milliseconds)
  if (size < 1) return `${Math.round(milliseconds * 1_000)} µs`
  if (size < 1_000) return `${milliseconds.toFixed(2)} ms`
  if (size < 60_000) return `${(milliseconds / 1_000).toFixed(3)} s`
  const minutes = Math.floor(milliseconds / 60_000)
  return `${minutes}:${((milliseconds - minutes * 60_000) / 1_000).toFixed(2).padStart(5, '0')}`
}

/** `4 s`, `1 m 12 s`, `2 h 5 m`: rounded to seconds, or to minutes from an hour on. */
export function formatRoughDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} m`
}
