// Starts worker threads, also when the folder that Grove was started in has been deleted.
import { existsSync } from 'node:fs'
import { parse } from 'node:path'
import { isMainThread, Worker } from 'node:worker_threads'

/**
 * Starts a worker thread.
 * @throws if this system allows no more threads
 */
export function startWorkerThread(file: string, workerData?: unknown): Worker {
  if (isMainThread) leaveDeletedFolder()
  return new Worker(file, { workerData })
}

/** A thread cannot start without a current folder. */
function leaveDeletedFolder(): void {
  try {
    if (existsSync(process.cwd())) return
  } catch {
    // It was gone before it was asked for.
  }
  process.chdir(parse(process.execPath).root)
}
