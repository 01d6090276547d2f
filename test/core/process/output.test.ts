// Writing the output of a process to its log file.
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { redirectStream } from '../../../core/process/output.ts'
import { temporaryFolder } from '../../support/grove.ts'

function redirected(file: number) {
  const stream = new PassThrough()
  const lost: string[] = []
  let marks = 0
  redirectStream(stream, { file, mark: () => void marks++, onLost: (reason) => lost.push(reason) })
  return { stream, lost, marks: () => marks }
}

it('text, bytes and encoded text are written in order, each with a mark', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'log')
  const file = openSync(path, 'a')
  const { stream, lost, marks } = redirected(file)
  stream.write('text ')
  stream.write(new Uint8Array([98, 121, 116, 101, 115, 32]))
  stream.write('6865783d', 'hex')
  await new Promise<void>((resolve) => stream.write(' done\n', () => resolve()))
  await new Promise<void>((resolve) => stream.write('too\n', 'utf8', () => resolve()))
  closeSync(file)
  expect(readFileSync(path, 'utf8')).toBe('text bytes hex= done\ntoo\n')
  expect(lost).toEqual([])
  expect(marks()).toBe(5)
})

it.runIf(process.platform === 'linux')('a full disk is reported once and does not fail a write', async () => {
  const file = openSync('/dev/full', 'w')
  const { stream, lost } = redirected(file)
  stream.on('error', (error) => lost.push(`error event: ${error.message}`))
  for (let n = 0; n < 3; n++) expect(stream.write('lost\n')).toBe(true)
  await new Promise<void>((resolve) => stream.write('lost too\n', () => resolve()))
  closeSync(file)
  expect(lost).toEqual(['ENOSPC: no space left on device, write'])
})
