// How unfinished lines are printed.
import { afterEach, expect, test, vi } from 'vitest'
import { LogOutput } from '../../../src-main/cli/log-output.ts'
import { stdout } from '../../../src-main/cli/output.ts'
import type { LogLine, RunSummary } from '../../../src-main/contract/index.ts'

const run = { servers: [{ id: 'a' }, { id: 'b' }] } as RunSummary
let printed = ''

function outputOf(json = false): LogOutput {
  printed = ''
  vi.spyOn(stdout, 'print').mockImplementation(async (text) => {
    printed += text
  })
  return new LogOutput(run, json)
}

function line(server: string, offset: number, text: string, unfinished?: true): LogLine {
  return { server, offset, text, unfinished, at: 0 }
}

afterEach(() => vi.restoreAllMocks())

test('an unfinished line is continued, and ended by its newline', async () => {
  const output = outputOf()
  await output.write([line('a', 0, 'first'), line('a', 6, 'prompt>', true)])
  expect(printed).toBe('a | first\na | prompt>')
  await output.write([line('a', 6, 'prompt>', true)])
  await output.write([line('a', 6, 'prompt> y', true)])
  await output.write([line('a', 6, 'prompt> yes'), line('a', 18, 'next')])
  expect(printed).toBe('a | first\na | prompt> yes\na | next\n')
})

test('an unfinished line is printed again after a line of another server, unless it is the same', async () => {
  const output = outputOf()
  await output.write([line('a', 0, 'prompt>', true)])
  await output.write([line('a', 0, 'prompt>', true), line('b', 0, 'other')])
  await output.write([line('a', 0, 'prompt> yes', true)])
  await output.end()
  expect(printed).toBe('a | prompt>\nb | other\na | prompt> yes\n')
})

test('the end of its server ends an unfinished line', async () => {
  const output = outputOf()
  await output.write([line('a', 0, 'prompt>', true)])
  await output.write([line('a', 0, 'prompt>')])
  await output.end()
  expect(printed).toBe('a | prompt>\n')
})

test('JSON marks an unfinished line, and prints it again when it has changed', async () => {
  const output = outputOf(true)
  await output.write([line('a', 0, 'prompt>', true)])
  await output.write([line('a', 0, 'prompt>', true)])
  await output.write([line('a', 0, 'prompt> yes')])
  const lines = printed.trimEnd().split('\n')
  expect(lines.map((text) => JSON.parse(text) as unknown)).toMatchObject([
    { text: 'prompt>', unfinished: true },
    { text: 'prompt> yes' },
  ])
})
