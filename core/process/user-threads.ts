// Lets worker threads and child processes of a user's code run sources, as the process itself does.
import childProcess from 'node:child_process'
import { syncBuiltinESMExports } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import workerThreads, { type WorkerOptions } from 'node:worker_threads'
import type { UserModules } from './user-modules.ts'

/** Makes `new Worker()` and `fork()` start sources by core/process/thread.ts. */
export function startThreadsWithSources(modules: UserModules, build: string): void {
  const program = join(__dirname, 'thread.cjs')
  const { Worker } = workerThreads

  class SourceWorker extends Worker {
    constructor(file: string | URL, options: WorkerOptions = {}) {
      const source = options.eval === true ? undefined : sourceOf(modules, file)
      if (source === undefined) super(file, options)
      else super(program, { ...options, argv: [build, source, ...(options.argv ?? [])] })
    }
  }
  Object.defineProperty(SourceWorker, 'name', { value: 'Worker' })
  workerThreads.Worker = SourceWorker

  const { fork } = childProcess
  childProcess.fork = ((file: string | URL, ...rest: unknown[]) => {
    if (typeof file === 'string' && dirname(resolve(file)) === __dirname) {
      throw new Error(
        "this would start Grove's own program. Name yours: for cluster.fork(), by cluster.setupPrimary({ exec: file })",
      )
    }
    const source = sourceOf(modules, file)
    if (source === undefined) return Reflect.apply(fork, childProcess, [file, ...rest])
    const args = Array.isArray(rest[0]) ? (rest.shift() as unknown[]) : []
    if (rest[0] === undefined || rest[0] === null) rest.shift()
    return Reflect.apply(fork, childProcess, [program, [build, source, ...args], ...rest])
  }) as typeof fork
  syncBuiltinESMExports()
}

function sourceOf(modules: UserModules, file: string | URL): string | undefined {
  try {
    const path = file instanceof URL ? fileURLToPath(file) : resolve(file)
    return modules.isSource(path) ? path : undefined
  } catch {
    return undefined
  }
}
