// Which peers a fault of one pair can be for, and what the host says of any other.
import { expect, test } from 'vitest'
import { faultPeers, type ServerSummary } from '../../../src-main/contract/index.ts'
import { assertHasLink } from '../../../src-main/host/supervisor/faults.ts'

function server(
  id: string,
  role: ServerSummary['role'],
  pairLinks: ServerSummary['pairLinks'],
): ServerSummary {
  return { id, role, pairLinks, faults: [] as ServerSummary['faults'] } as ServerSummary
}

const both: ServerSummary['pairLinks'] = ['control', 'rpc']
const [master, chat, gate, redis, python] = [
  server('master-1', 'master', both),
  server('chat-1', 'server', both),
  server('gate-1', 'server', both),
  server('redis-1', 'resource', []),
  server('python-1', 'server', []),
] as const
const servers = [master, chat, gate, redis, python]
const cut = { kind: 'cut' } as const

test('the master has control links with the servers, and servers RPC links with each other', () => {
  expect(faultPeers(servers, master, 'control')).toEqual(['chat-1', 'gate-1', 'python-1'])
  expect(faultPeers(servers, master, 'rpc')).toEqual([])
  expect(faultPeers(servers, chat, 'control')).toEqual(['master-1'])
  expect(faultPeers(servers, chat, 'rpc')).toEqual(['gate-1', 'python-1'])
  expect(faultPeers(servers, python, 'rpc')).toEqual([])
})

test('a peer that has no such link with the server is refused, with those that have', () => {
  const refused = (id: string, link: 'control' | 'rpc', peer: string) => () =>
    assertHasLink(id, { link, peer, fault: cut }, servers)
  expect(refused('chat-1', 'rpc', 'master-1')).toThrow(
    'chat-1 has no rpc link with master-1; it has them with gate-1, python-1.',
  )
  expect(refused('chat-1', 'rpc', 'chat-1')).toThrow('chat-1 has no rpc link with chat-1')
  expect(refused('master-1', 'rpc', 'chat-1')).toThrow('it has them with nobody')
  expect(refused('chat-1', 'rpc', 'gate-1')).not.toThrow()
})

test('a program whose connections do not name both ends takes faults of all links only', () => {
  expect(() => assertHasLink('python-1', { link: 'rpc', peer: 'chat-1', fault: cut }, servers)).toThrow(
    "A fault of python-1's rpc links cannot be for one peer: Grove cannot tell whose connections they are.",
  )
  expect(() => assertHasLink('python-1', { link: 'rpc', fault: cut }, servers)).not.toThrow()
})

test('a fault can be healed after its peer was removed; one that is not there cannot', () => {
  const faulted = { ...chat, faults: [{ link: 'rpc' as const, peer: 'gone-1', fault: cut }] }
  const heal = (peer: string) => () =>
    assertHasLink('chat-1', { link: 'rpc', peer, fault: null }, [master, faulted])
  expect(heal('gone-1')).not.toThrow()
  expect(heal('nobody-1')).toThrow('no rpc link with nobody-1')
})
