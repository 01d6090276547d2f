// Formats times, durations and sizes for people.

/** `12.40 ms`, `1.250 s`, `1:02.50`: a fixed number of digits, so that columns line up. */
export function formatTime(nanoseconds: number): string {
  const ms = nanoseconds / 1e6
  if (Math.abs(ms) < 1000) return `${ms.toFixed(2)} ms`
  if (Math.abs(ms) < 60_000) return `${(ms / 1000).toFixed(3)} s`
  const minutes = Math.floor(ms / 60_000)
  return `${minutes}:${((ms - minutes * 60_000) / 1000).toFixed(2).padStart(5, '0')}`
}

/** Milliseconds to the microsecond, whatever the size. */
export function formatExact(nanoseconds: number): string {
  return `${(nanoseconds / 1e6).toFixed(3)} ms`
}

/** A duration: in microseconds below one millisecond. */
export function formatDuration(nanoseconds: number): string {
  if (Math.abs(nanoseconds) < 1e6) return `${Math.round(nanoseconds / 1000)} µs`
  return formatTime(nanoseconds)
}

/** `4 s`, `1 m 12 s`: for clocks and folded idle time. */
export function formatSpan(nanoseconds: number): string {
  const seconds = Math.round(nanoseconds / 1e9)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} m`
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const [size, unit] = bytes < 1024 ** 2 ? [bytes / 1024, 'KiB'] : [bytes / 1024 ** 2, 'MiB']
  return `${trim(size, size < 10 ? 1 : 0)} ${unit}`
}

function trim(value: number, digits: number): string {
  const text = value.toFixed(digits)
  return digits > 0 ? text.replace(/\.?0+$/, '') : text
}
