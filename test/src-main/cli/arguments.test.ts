import { expect, test } from 'vitest'
import {
  suggestNearest,
  parseCounts,
  parseOptions,
  parsePort,
  parseTimeout,
  UsageError,
} from '../../../src-main/cli/arguments.ts'
import { defineCommand } from '../../../src-main/cli/command.ts'

const OPTIONS = {
  json: { type: 'boolean', help: '' },
  sample: { type: 'string', help: '' },
} as const
const command = defineCommand({
  name: 'up',
  group: 'Projects',
  summary: 'do nothing',
  options: OPTIONS,
  usage: '[DIR]',
  maxArguments: 1,
  run: async () => 0,
})

test('parseOptions returns options and positionals', () => {
  expect(parseOptions('up', ['dir', '--json', '--sample=chat'], OPTIONS)).toEqual({
    values: { json: true, sample: 'chat' },
    positionals: ['dir'],
  })
  expect(parseOptions('up', [], OPTIONS).positionals).toEqual([])
})

test.each([
  [['--jsn'], 'grove up has no option --jsn; did you mean --json? `grove up --help` lists the options.'],
  [['--zzzzzz'], 'grove up has no option --zzzzzz. `grove up --help` lists the options.'],
  [['-x'], 'grove up has no option -x. `grove up --help` lists the options.'],
  [['a', 'b'], 'Unexpected argument "b": grove up takes [DIR].'],
  [['--sample'], "grove up: option '--sample <value>' argument missing."],
  [['--json=1'], "grove up: option '--json' does not take an argument."],
])('a usage error is one sentence: %j', async (args, message) => {
  await expect(command.run(args)).rejects.toThrow(new UsageError(message))
})

test('counts, seconds and ports are validated', () => {
  expect(parseCounts('--servers', 'chat=3, gate=0')).toEqual({ chat: 3, gate: 0 })
  for (const bad of ['chat', 'chat=', 'chat=-1', 'chat=1.5', '', 'chat=3,']) {
    expect(() => parseCounts('--servers', bad), bad).toThrow(UsageError)
  }
  expect(parseTimeout('0.5')).toBe(0.5)
  for (const bad of ['', '0', '-1', 'soon', 'Infinity', ' ']) {
    expect(() => parseTimeout(bad), bad).toThrow(UsageError)
  }
  expect(parsePort('--port', '0')).toBe(0)
  for (const bad of ['', '-1', '65536', '1e3', '80 ']) {
    expect(() => parsePort('--port', bad), bad).toThrow(UsageError)
  }
})

test('suggestNearest names a known word only if it is similar', () => {
  expect(suggestNearest('exprot', ['up', 'ui', 'export'])).toBe('; did you mean export?')
  expect(suggestNearest('chat', ['up', 'export'])).toBe('.')
  expect(suggestNearest('x', [])).toBe('.')
})
