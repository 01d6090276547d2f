// Preloaded into every process of a program with an adapter. Old versions of Node can read this file, but not the hook.
'use strict'
if (process.env.GROVE_ADAPTER) {
  var version = process.versions.node.split('.').map(Number)
  if (version[0] > 12 || (version[0] === 12 && version[1] >= 20)) {
    // oxlint-disable-next-line import/no-unassigned-import -- it does its work when it is loaded
    require('./hook.bundle.cjs')
  } else {
    process.stderr.write(
      'grove: adapters need Node 12.20 or later; this program runs unobserved on ' + process.version + '\n',
    )
  }
}
