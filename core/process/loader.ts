// The interface to load.cjs, which started this bundle: `import()`, which code from V8's cache lacks, and the moment to
// write that cache.

interface Loader {
  load: (url: string) => Promise<{ default?: unknown }>
  /** To be called when the code needed for a start has run. */
  started: () => void
}

const provided = (globalThis as { [loader: symbol]: unknown })[Symbol.for('grove-cluster.loader')] as
  Loader | undefined

export const loader: Loader = provided ?? {
  load: (url) => import(url) as Promise<{ default?: unknown }>,
  started: () => undefined,
}
