// Prints that a disk takes, and prints that it does not.
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { printTo } from '../../../core/process/output.ts'
import { temporaryFolder } from '../../support/grove.ts'

function printer(file: number) {
  const stream = new PassThrough()
  const lost: string[] = []
  let dated = 0
  printTo(stream, { file, date: () => void dated++, lost: (reason) => lost.push(reason) })
  return { stream, lost, dated: () => dated }
}

it('every kind of print reaches the file, in order, and is dated', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'log')
  const file = openSync(path, 'a')
  const { stream, lost, dated } = printer(file)
  stream.write('text ')
  stream.write(new Uint8Array([98, 121, 116, 101, 115, 32]))
  stream.write('6865783d', 'hex')
  await new Promise<void>((resolve) => stream.write(' done\n', () => resolve()))
  await new Promise<void>((resolve) => stream.write('too\n', 'utf8', () => resolve()))
  closeSync(file)
  expect(readFileSync(path, 'utf8')).toBe('text bytes hex= done\ntoo\n')
  expect(lost).toEqual([])
  expect(dated()).toBe(5)
})

it.runIf(process.platform === 'linux')('a full disk is said once, and ends nothing', async () => {
  const file = openSync('/dev/full', 'w')
  const { stream, lost } = printer(file)
  stream.on('error', (error) => lost.push(`error event: ${error.message}`))
  for (let n = 0; n < 3; n++) expect(stream.write('lost\n')).toBe(true)
  await new Promise<void>((resolve) => stream.write('lost too\n', () => resolve()))
  closeSync(file)
  expect(lost).toEqual(['ENOSPC: no space left on device, write'])
})
