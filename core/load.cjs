// Starts core/run.ts with V8's code cache, which saves a third of a process's start. The first process without a cache
// writes it. Its name contains the build and the version of Node, so that it cannot be used by others.
'use strict'
const { readFileSync, renameSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

const bundle = join(__dirname, 'run.bundle.cjs')
const cache = join(__dirname, `run-__BUILD__-${process.version}-${process.arch}.cache`)

function read(file) {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

const cachedData = read(cache)
const script = new Script(
  `(function (require, module, exports, __filename, __dirname) {${readFileSync(bundle, 'utf8')}\n})`,
  { filename: bundle, cachedData },
)

function save() {
  if (cachedData && !script.cachedDataRejected) return
  try {
    writeFileSync(`${cache}.${process.pid}`, script.createCachedData())
    renameSync(`${cache}.${process.pid}`, cache)
  } catch {
    // Without a writable folder there is no cache.
  }
}

// Code from the cache cannot use `import()`.
globalThis[Symbol.for('grove-cluster.loader')] = { load: (url) => import(url), started: save }
script.runInThisContext()(require, module, exports, bundle, __dirname)
