// Things in a folder that are not regular files: reading most of them would never end.
import { execFile } from 'node:child_process'
import { symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { mkdir, truncate, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What each thing is called in messages, and how to make it. Linux and macOS only. */
export const ODD_FILES: Record<string, { reason: string; make: (path: string) => Promise<unknown> }> = {
  'a FIFO': { reason: 'it is a named pipe', make: (path) => run('mkfifo', [path]) },
  'a link to /dev/zero': { reason: 'it is a device', make: (path) => symlink('/dev/zero', path) },
  'a folder': { reason: 'it is a folder', make: (path) => mkdir(path) },
  'a link to itself': { reason: 'its links lead in a circle', make: (path) => symlink(path, path) },
}

export const HUGE_FILE = {
  reason: 'it is larger than 1 MiB',
  make: async (path: string) => {
    await writeFile(path, '')
    await truncate(path, 1024 ** 4)
  },
}

/** Makes a socket until disposal. */
export async function makeSocket(path: string): Promise<AsyncDisposable> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return { [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) }
}
