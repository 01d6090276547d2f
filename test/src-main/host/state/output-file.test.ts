// Writing to whatever a path of the user's means.
import { execFileSync } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { chmod, link, lstat, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { AppendFile } from '../../../../src-main/host/recording/append-file.ts'
import { writeOutput } from '../../../../src-main/host/state/output-file.ts'
import { temporaryFolder } from '../../../support/grove.ts'

const NEW = 'new content\n'
const { signal } = new AbortController()

async function* content(): AsyncGenerator<Uint8Array> {
  for (const part of ['new ', 'content\n']) yield new TextEncoder().encode(part)
}

/** The two ways to write: a file at once, and a recording that grows. */
const WAYS = {
  writeOutput: (path: string) => writeOutput(path, content(), signal),
  AppendFile: async (path: string) => {
    const file = await AppendFile.create(path)
    for await (const part of content()) file.append(Buffer.from(part))
    await file.close()
    if (file.failure) throw file.failure
  },
}

describe.each(Object.entries(WAYS))('%s', (_, write) => {
  it('creates a file for this user alone, and keeps the mode of an existing one', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'file')
    await write(file)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    await chmod(file, 0o644)
    await write(file)
    expect((await stat(file)).mode & 0o777).toBe(0o644)
    expect(await readFile(file, 'utf8')).toBe(NEW)
    expect(await readdir(folder.path)).toEqual(['file'])
  })

  it('writes to the target of a link, also of one that is missing, and to all names of a file', async () => {
    await using folder = await temporaryFolder()
    const [target, soft, dangling, hard] = ['target', 'soft', 'dangling', 'hard'].map((name) =>
      join(folder.path, name),
    ) as [string, string, string, string]
    await writeFile(target, 'old')
    await symlink('target', soft)
    await symlink('missing', dangling)
    await link(target, hard)
    for (const path of [soft, dangling]) {
      await write(path)
      expect((await lstat(path)).isSymbolicLink()).toBe(true)
      expect(await readFile(path, 'utf8')).toBe(NEW)
    }
    expect(await readFile(hard, 'utf8')).toBe(NEW)
    expect((await readdir(folder.path)).sort()).toEqual(['dangling', 'hard', 'missing', 'soft', 'target'])
  })

  it('says why nothing can be written', async () => {
    await using folder = await temporaryFolder()
    const { path } = folder
    await symlink('loop', join(path, 'loop'))
    await writeFile(join(path, 'file'), '')
    await expect(write(path)).rejects.toThrow(`${path} cannot be written: it is a folder.`)
    await expect(write(join(path, 'loop'))).rejects.toThrow('its links form a loop')
    await expect(write(join(path, 'file', 'below'))).rejects.toThrow('a part of its path is not a folder')
    await expect(write(join(path, 'n'.repeat(300)))).rejects.toThrow('its name is too long')
    expect((await readdir(path)).sort()).toEqual(['file', 'loop'])
  })

  it.skipIf(process.platform === 'win32')('leaves a pipe and a device what they are', async () => {
    await using folder = await temporaryFolder()
    const pipe = join(folder.path, 'pipe')
    execFileSync('mkfifo', [pipe])
    const read = text(createReadStream(pipe))
    await write(pipe)
    expect(await read).toBe(NEW)
    expect((await stat(pipe)).isFIFO()).toBe(true)
    await write('/dev/null')
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true)
    expect(await readdir(folder.path)).toEqual(['pipe'])
  })

  it.skipIf(process.platform === 'win32')('a pipe that nobody reads fails in time', async () => {
    await using folder = await temporaryFolder()
    const pipe = join(folder.path, 'pipe')
    execFileSync('mkfifo', [pipe])
    await expect(write(pipe)).rejects.toThrow('no process opened it for reading')
  })

  it.skipIf(process.platform !== 'linux')('a full disk is an error', async () => {
    await expect(write('/dev/full')).rejects.toThrow(/the disk is full|ENOSPC/)
  })
})

it.runIf(process.getuid?.() === 0)('keeps the owner of a file', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'file')
  await writeFile(file, 'old')
  execFileSync('chown', ['65534:65534', file])
  await writeOutput(file, content(), signal)
  expect(await stat(file)).toMatchObject({ uid: 65_534, gid: 65_534 })
  expect(await readFile(file, 'utf8')).toBe(NEW)
})

it('an aborted write and a failing source leave the old content', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'file')
  await writeFile(file, 'old')
  const cancel = new AbortController()
  async function* aborted(): AsyncGenerator<Uint8Array> {
    yield* content()
    cancel.abort()
    yield* content()
  }
  await expect(writeOutput(file, aborted(), cancel.signal)).rejects.toThrow('aborted')
  expect(await readFile(file, 'utf8')).toBe('old')
  expect(await readdir(folder.path)).toEqual(['file'])
})

it('creates the folders of a new file', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'a', 'b', 'file')
  await writeOutput(file, content(), signal)
  expect(await readFile(file, 'utf8')).toBe(NEW)
})
