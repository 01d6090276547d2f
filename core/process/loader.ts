// What started this bundle (load.cjs): it imports files for it, and is told when its code has run, so that what it
// caches has what is needed.

interface Loader {
  load: (url: string) => Promise<{ default?: unknown }>
  started: () => void
}

const given = (globalThis as { [loader: symbol]: unknown })[Symbol.for('grove-cluster.loader')] as
  Loader | undefined

export const loader: Loader = given ?? {
  load: (url) => import(url) as Promise<{ default?: unknown }>,
  started: () => undefined,
}
