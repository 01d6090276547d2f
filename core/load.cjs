// Starts core/run.ts with V8's code cache, which saves a third of a process's start. The cache is made by the first
// process that finds none, and named for the build and for the Node that made it, so that it can never be another's.
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
  {
    filename: bundle,
    ...(cachedData ? { cachedData } : {}),
  },
)

function save() {
  if (cachedData && !script.cachedDataRejected) return
  try {
    writeFileSync(`${cache}.${process.pid}`, script.createCachedData())
    renameSync(`${cache}.${process.pid}`, cache)
  } catch {
    // A folder that cannot be written to costs the cache and nothing else.
  }
}

// Code that comes from the cache has no `import()` of its own.
globalThis[Symbol.for('grove-cluster.loader')] = { load: (url) => import(url), started: save }
script.runInThisContext()(require, module, exports, bundle, __dirname)
