// Maps `grove-cluster` in a user's files to the framework that already runs in the process: a second copy would have its
// own state.
import type { Plugin } from 'esbuild'

export const FRAMEWORK = 'grove-cluster'
export const FRAMEWORK_NAMESPACE = 'grove'

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

/** Provides the text, so that imports of names that do not exist are found. */
export const frameworkPlugin: Plugin = {
  name: FRAMEWORK,
  setup(build) {
    build.onLoad({ filter: /.*/, namespace: FRAMEWORK_NAMESPACE }, () => ({
      contents: frameworkSource,
      loader: 'js',
    }))
  },
}
