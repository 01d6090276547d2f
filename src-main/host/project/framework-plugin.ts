// Maps `grove-cluster` in a user's files to the framework that already runs in the process: a second copy would have its
// own state.
import type { Plugin } from 'esbuild'

/** The values that `grove-cluster` exports. */
const VALUES = [
  'startMaster',
  'startServer',
  'ClusterError',
  'DEFAULTS',
  'defineService',
  'defineLifecycle',
  'defineModule',
  'DEFERRED',
  'currentTrace',
]

/** Replaces the package. */
export const frameworkSource = `const core = globalThis[Symbol.for('grove-cluster')]
if (!core) throw new Error('This file was built to run inside a Grove server.')
export const { ${VALUES.join(', ')} } = core
`

export const frameworkPlugin: Plugin = {
  name: 'grove-cluster',
  setup(build) {
    build.onResolve({ filter: /^grove-cluster$/ }, () => ({ path: 'grove-cluster', namespace: 'grove' }))
    build.onLoad({ filter: /.*/, namespace: 'grove' }, () => ({ contents: frameworkSource, loader: 'js' }))
  },
}
