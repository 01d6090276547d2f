// Only regular files of a bounded size are read; anything else is an error, never a wait.
import { closeSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FileSystemCalls } from '../../../../src-main/host/state/file-system-calls.ts'
import {
  openRegularFileSync,
  readFailure,
  readRegularFile,
  readText,
} from '../../../../src-main/host/state/safe-read.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { HUGE_FILE, makeSocket, ODD_FILES } from '../../../support/odd-files.ts'

const failureOf = (reading: Promise<unknown>) => reading.then(() => null, readFailure)

test.skipIf(process.platform === 'win32')('anything but a regular file is refused by its kind', async () => {
  await using folder = await temporaryFolder()
  for (const [name, { reason, make }] of Object.entries({ ...ODD_FILES, huge: HUGE_FILE })) {
    const file = join(folder.path, name.replaceAll('/', '-'))
    await make(file)
    expect(await failureOf(readRegularFile(file)), name).toBe(reason)
    if (name !== 'huge' && name !== 'a link to itself') {
      expect(() => openRegularFileSync(file), name).toThrow(reason)
    }
  }
  const socket = join(folder.path, 'socket')
  await using _ = await makeSocket(socket)
  expect(await failureOf(readRegularFile(socket))).toBe('it is a socket')
  expect(await failureOf(readRegularFile(join(folder.path, 'none')))).toBe('there is no such file')
})

test('a file may be reached by links', async () => {
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'real'))
  await writeFile(join(folder.path, 'real', 'file'), 'text')
  await symlink(join(folder.path, 'real'), join(folder.path, 'link'))
  const file = join(folder.path, 'link', 'file')
  expect(await readText(file)).toBe('text')
  closeSync(openRegularFileSync(file))
})

test('a text in another encoding than UTF-8 is refused, and the encoding named', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'text')
  const utf16 = Buffer.from('T1=one\n', 'utf16le')
  for (const [bytes, reason] of [
    [Buffer.concat([Buffer.of(0xff, 0xfe), utf16]), 'it is UTF-16 (little-endian); save it as UTF-8'],
    [Buffer.concat([Buffer.of(0xfe, 0xff), utf16.swap16()]), 'it is UTF-16 (big-endian); save it as UTF-8'],
    [Buffer.from('T1=one\n', 'utf16le'), 'it is UTF-16 (little-endian); save it as UTF-8'],
    [Buffer.from('T1=one\nT2=café\n', 'latin1'), 'line 2 is not UTF-8 (Latin-1?); save it as UTF-8'],
  ] as const) {
    await writeFile(file, bytes)
    expect(await failureOf(readText(file))).toBe(reason)
  }
  await writeFile(file, '\uFEFFcafé')
  expect(await readText(file)).toBe('café')
})

test('calls that never return keep their places, so that they never use all threads', async () => {
  const calls = new FileSystemCalls(2, 20)
  let started = 0
  const answers: (() => void)[] = []
  const hang = () => {
    started += 1
    return new Promise<void>((resolve) => answers.push(resolve))
  }
  const outcomes = await Promise.all([hang, hang, hang, hang].map((call) => failureOf(calls.run(call))))
  expect(outcomes).toEqual(Array(4).fill('its file system did not answer within 0.02 s'))
  expect({ started, stuck: calls.stuck }).toEqual({ started: 2, stuck: 2 })
  answers[0]?.()
  expect(await calls.run(async () => 'answer')).toBe('answer')
  expect(calls.stuck).toBe(1)
})
