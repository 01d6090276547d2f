// The entry point of a worker thread or child process that a user's code starts with one of its sources.
// Arguments: the folder of the compiled project, the source, and those for the source.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { UserModules } from './user-modules.ts'
import { startThreadsWithSources } from './user-threads.ts'

const [build = '', source = ''] = process.argv.splice(1, 3).slice(1)
process.argv.splice(1, 0, source)

// The sources may share code with services that imports `grove-cluster`.
Object.defineProperty(globalThis, Symbol.for('grove-cluster'), {
  get: () => createRequire(join(__dirname, 'index.js'))('./index.js') as unknown,
})

const modules = new UserModules(build)
modules.install()
startThreadsWithSources(modules, build)
modules.runMain(source)
