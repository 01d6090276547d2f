// Counts as people read them.

/** `1 line`, `27 lines`, `1,204 proxies`. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
