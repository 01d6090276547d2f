// Problems that differ only in the server are one problem.
import { expect, test } from 'vitest'
import { mergeProblems } from '../../../src-renderer/flow/merge-problems.ts'

const crash = (server: string, text: string) => ({
  code: 'EXITED_EARLY',
  message: `${server} exited with code 1 before it was ready. Its last lines:\n${text}`,
  server,
})

test('four servers that crash at start for one reason are one problem', () => {
  const servers = ['gate-1', 'chat-1', 'chat-2', 'connector-1']
  const text = (server: string) =>
    `Error: Cannot find package 'socket.io' imported from /cache/${server}/main.js`
  const [merged, ...more] = mergeProblems(servers.map((server) => crash(server, text(server))))
  expect(more).toEqual([])
  expect(merged?.problem.server).toBe('gate-1')
  expect(merged?.others).toEqual(servers.slice(1))
})

test('other causes, codes and owners of ports stay apart', () => {
  const owner = { port: 1, command: 'node', startedAt: '', ours: true }
  expect(
    mergeProblems([
      crash('chat-1', "Cannot find package '@a/one'"),
      crash('chat-2', "Cannot find package '@a/two'"),
      { code: 'PORT_IN_USE', message: 'The port is used.', server: 'chat-1', owner: { ...owner, pid: 1 } },
      { code: 'PORT_IN_USE', message: 'The port is used.', server: 'chat-2', owner: { ...owner, pid: 2 } },
      { code: 'BAD_PLAN', message: 'servers/a.js is missing' },
      { code: 'BAD_PLAN', message: 'servers/b.js is missing' },
    ]).map(({ others }) => others),
  ).toEqual([[], [], [], [], [], []])
})

test('the same problem twice is one problem of one server', () => {
  const problem = crash('chat-1', 'Error')
  expect(mergeProblems([problem, problem])).toEqual([expect.objectContaining({ problem, others: [] })])
})
