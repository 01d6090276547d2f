// Each command reports a usage error in one sentence before it does anything.
import { expect, it } from 'vitest'
import { UsageError } from '../../../src-main/cli/arguments.ts'
import { COMMANDS } from '../../../src-main/cli/commands.ts'

it.each([
  ['up', ['a', 'b'], /Unexpected argument "b": grove up takes \[DIR\|PLAN\]/],
  ['up', ['a', '--sample', 'chat'], /a folder or --sample, not both/],
  ['up', ['--servers', 'chat'], /--servers takes counts/],
  ['up', ['--shuffle', 'dice'], /--shuffle takes a number/],
  ['up', ['--timeout', '0'], /--timeout takes seconds/],
  ['up', ['-d', '--exit-when-ready'], /not both/],
  ['run', [], /needs a command/],
  ['run', ['--'], /needs a command/],
  ['run', ['a', 'b', '--', 'true'], /Unexpected argument "b"/],
  ['ui', ['--web', '--desktop'], /not both/],
  ['ps', ['chat-1'], /takes no arguments/],
  ['kill', [], /needs a server/],
  ['restart', ['chat-1', '--sooner'], /no option --sooner/],
  ['pause', [], /needs a server/],
  ['resume', [], /needs a server/],
  ['add', [], /needs a server type/],
  ['add', ['chat', 'gate'], /Unexpected argument "gate"/],
  ['scale', [], /needs a count/],
  ['scale', ['chat'], /counts like/],
  ['fault', [], /needs a server/],
  ['fault', ['chat-1', 'cut'], /--link takes one of control, rpc/],
  ['fault', ['chat-1', 'bend', '--link', 'rpc'], /takes one of cut, hang, delay, drop, not "bend"/],
  ['fault', ['chat-1', 'delay', '--link', 'rpc'], /--ms takes a number from 1/],
  [
    'fault',
    ['chat-1', 'delay', '--peer', 'gate-1', '--ms', 'soon'],
    /--ms takes a number from 1 to 600000, not "soon"/,
  ],
  [
    'fault',
    ['chat-1', 'cut', '--peer', 'gate-1', '--link', 'all'],
    /--link takes one of control, rpc, not "all"/,
  ],
  [
    'fault',
    ['chat-1', 'drop', '--peer', 'gate-1', '--rate', '1', '--seed', 'x'],
    /--seed takes a number from 0/,
  ],
  [
    'fault',
    ['chat-1', 'delay', '--peer', 'gate-1', '--ms', '5', '--direction', 'up'],
    /--direction takes one of sending, receiving, not "up"/,
  ],
  [
    'fault',
    ['chat-1', 'hang', '--peer', 'gate-1', '--direction', 'sending'],
    /--direction is for delay and drop; hang acts both ways/,
  ],
  ['fault', ['chat-1', 'drop', '--link', 'rpc', '--rate', '2'], /--rate takes a number from 0 to 1, not "2"/],
  ['logs', ['-n', 'some'], /--lines takes/],
  ['logs', ['--since', 'noon'], /--since takes/],
  ['tap', ['loud'], /takes one of off, head, full, not "loud"/],
  ['wait', [], /--for takes one of ready, converged/],
  ['wait', ['--for', 'ready', '--timeout', 'long'], /--timeout takes seconds/],
  ['down', ['chat'], /takes no arguments/],
  ['diff', ['a'], /needs two timeline files/],
  ['diff', ['a', 'b', 'c'], /Unexpected argument "c"/],
  ['diff', ['a', 'b', '--format', 'xml'], /one of text, markdown, json, not "xml"/],
] as const)('grove %s %j', async (name, args, sentence) => {
  const { command } = await COMMANDS[name]()
  const error = await command.run([...args]).catch((each: unknown) => each)
  expect(error).toBeInstanceOf(UsageError)
  expect(String(error)).toMatch(sentence)
  expect(String(error)).not.toContain('\n')
})
