import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { OutputError, OutputStream } from '../../../src-main/cli/output-stream.ts'

const folder = join(import.meta.dirname, '..', '..', '..', 'src-main', 'cli')

function failing(code: string) {
  const error = Object.assign(new Error(`${code}: no`), { code, syscall: 'write' })
  const events: string[] = []
  const stream = new OutputStream(1, (_, done) => done(error))
  stream.onClosed = () => events.push('closed')
  stream.onFailed = (reason) => events.push(reason)
  return { stream, events }
}

test('a full disk is a failure, which is reported once', async () => {
  const { stream, events } = failing('ENOSPC')
  await expect(stream.print('a')).rejects.toBeInstanceOf(OutputError)
  await expect(stream.print('b')).rejects.toBeInstanceOf(OutputError)
  await stream.flush()
  expect(stream.hasFailed).toBe(true)
  expect(events).toEqual(['the disk is full'])
})

test('a reader that has left is none', async () => {
  const { stream, events } = failing('EPIPE')
  await expect(stream.print('a')).rejects.toBeInstanceOf(OutputError)
  expect(stream.hasFailed).toBe(false)
  expect(events).toEqual(['closed'])
})

test('no command writes past it', async () => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts') && name !== 'output-stream.ts')
  expect(names.length).toBeGreaterThan(30)
  for (const name of names) {
    expect(await readFile(join(folder, name), 'utf8'), name).not.toMatch(/process\.std(out|err)/)
  }
})
