// Sizes as people read them.

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** `512 B`, `1.5 KiB`, `37 MiB`: one decimal below 10, none from there on. */
export function formatBytes(bytes: number): string {
  let size = bytes
  let unit = 0
  while (Math.abs(size) >= 1024 && unit < UNITS.length - 1) {
    size /= 1024
    unit += 1
  }
  const rounded = Math.abs(size) < 10 ? Math.round(size * 10) / 10 : Math.round(size)
  return `${rounded} ${UNITS[unit]}`
}
