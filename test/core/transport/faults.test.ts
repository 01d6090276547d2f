// Faults for one peer over real Socket.IO: they act on the links of that pair only, both ways.
import { afterEach, expect, test } from 'vitest'
import { DEFAULTS } from '../../../core/protocol/parameters.ts'
import type { LinkKind } from '../../../core/protocol/record.ts'
import { noopTap } from '../../../core/roles/noop-tap.ts'
import { Faults } from '../../../core/transport/faults.ts'
import type { Link } from '../../../core/transport/link.ts'
import { SocketIoTransport } from '../../../core/transport/socket-io.ts'
import type { Listener } from '../../../core/transport/transport.ts'
import { until } from '../../support/until.ts'

/** A process: it listens, and dials others. */
class Node {
  readonly id: string
  readonly kind: LinkKind
  readonly transport = new SocketIoTransport(noopTap('test'), { ...DEFAULTS, dialTimeoutMs: 300 })
  /** The ids of the peers of links that it accepted. */
  readonly accepted: string[] = []
  readonly links: Link[] = []
  /** Everything that arrived, in order: who sent it, and what. */
  readonly heard: unknown[] = []
  #listener: Listener | undefined

  constructor(id: string, kind: LinkKind) {
    this.id = id
    this.kind = kind
  }

  get identity(): { id: string; token: string } {
    return { id: this.id, token: 'the secret of this test' }
  }

  async listen(): Promise<this> {
    this.#listener = await this.transport.listen({
      kind: this.kind,
      host: '127.0.0.1',
      port: 0,
      identity: this.identity,
      opened: (link, peer) => {
        this.accepted.push(peer)
        this.#follow(link, peer)
      },
    })
    return this
  }

  async dial(other: Node): Promise<Link> {
    const { port = 0 } = other.#listener ?? {}
    const { kind, identity } = this
    const peer = kind === 'rpc' ? other.id : 'the master'
    const link = await this.transport.dial({ kind, host: '127.0.0.1', port, identity, peer })
    this.#follow(link, other.id)
    return link
  }

  /** Sends through a link and waits until the other node has heard it. */
  async say(link: Link, other: Node, text: string): Promise<void> {
    this.transport.send(link, 'rpc', { text })
    await until(`${other.id} heard ${text}`, () => other.heard.includes(text))
  }

  async close(): Promise<void> {
    await this.#listener?.close()
  }

  #follow(link: Link, peer: string): void {
    this.links.push(link)
    link.setHandlers({
      packet: (_event, body) => this.heard.push((body as { text: string }).text),
      malformed: () => undefined,
      closed: () => this.heard.push(`${peer} closed`),
    })
  }
}

const nodes: Node[] = []
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close()
})

async function listening(kind: LinkKind, ...ids: string[]): Promise<Node[]> {
  for (const id of ids) nodes.push(await new Node(id, kind).listen())
  return nodes
}

test('a cut pair is closed both ways and refused both ways; the other links of both go on', async () => {
  const [chat, gate, other] = (await listening('rpc', 'chat-1', 'gate-1', 'chat-2')) as [Node, Node, Node]
  const out = await chat.dial(gate)
  const back = await gate.dial(chat)
  const aside = await chat.dial(other)
  const below = await other.dial(gate)
  await chat.say(out, gate, 'before')
  await gate.say(back, chat, 'before, back')

  chat.transport.faults.set('rpc', { kind: 'cut' }, 'gate-1')
  await until('both ends of both links are closed', () => !out.isOpen && !back.isOpen)
  await expect(chat.dial(gate)).rejects.toMatchObject({
    code: 'PEER_LOST',
    message: 'injected fault: the rpc link to gate-1 is cut',
  })
  await expect(gate.dial(chat)).rejects.toMatchObject({ code: 'PEER_LOST' })
  expect(chat.accepted, 'no half-open link').toEqual(['gate-1'])
  expect([chat.links.length, gate.links.length]).toEqual([3, 3])
  await chat.say(aside, other, 'chat-2 is there')
  await other.say(below, gate, 'gate-1 is there')

  chat.transport.faults.set('rpc', null, 'gate-1')
  await chat.say(await chat.dial(gate), gate, 'after')
  await gate.say(await gate.dial(chat), chat, 'after, back')
})

test('a connection that names a hanging pair waits, and goes on when it is healed', async () => {
  const [chat, gate, other] = (await listening('rpc', 'chat-1', 'gate-1', 'chat-2')) as [Node, Node, Node]
  const back = await gate.dial(chat)
  chat.transport.faults.set('rpc', { kind: 'hang' }, 'gate-1')
  gate.transport.send(back, 'rpc', { text: 'waited' })
  await expect(gate.dial(chat)).rejects.toMatchObject({ code: 'PEER_LOST' })
  await other.say(await other.dial(chat), chat, 'chat-2 passes')
  expect(chat.heard).toEqual(['chat-2 passes'])
  const dialled = gate.dial(chat)
  chat.transport.faults.set('rpc', null, 'gate-1')
  await until('the packet arrived', () => chat.heard.includes('waited'))
  await gate.say(await dialled, chat, 'later')
})

test('a delay and a drop act on the packets of the pair only, in both directions', async () => {
  const [chat, gate, other] = (await listening('rpc', 'chat-1', 'gate-1', 'chat-2')) as [Node, Node, Node]
  const back = await gate.dial(chat)
  const aside = await other.dial(chat)
  const answering = chat.links[0] as Link
  chat.transport.faults.set('rpc', { kind: 'drop', rate: 1 }, 'gate-1')
  expect(gate.transport.send(back, 'rpc', { text: 'lost' })).toBe(`${back.conn}/up/1`)
  expect(chat.transport.send(answering, 'rpc', { text: 'lost too' })).toContain('dropped')
  await other.say(aside, chat, 'not lost')
  chat.transport.faults.set('rpc', { kind: 'delay', ms: 60 }, 'gate-1')
  gate.transport.send(back, 'rpc', { text: 'late' })
  await other.say(aside, chat, 'in time')
  await until('it arrived', () => chat.heard.includes('late'))
  expect(chat.heard).toEqual(['not lost', 'in time', 'late'])
})

test('a control link knows its peer by the ids of the handshake, at both ends', async () => {
  const [master, chat, gate] = (await listening('control', 'master-1', 'chat-1', 'gate-1')) as [
    Node,
    Node,
    Node,
  ]
  const links = { chat: await chat.dial(master), gate: await gate.dial(master) }
  chat.transport.faults.set('control', { kind: 'cut' }, 'gate-1')
  await chat.say(links.chat, master, 'gate-1 is not its peer')
  chat.transport.faults.set('control', { kind: 'cut' }, 'master-1')
  await until('its link is closed', () => !links.chat.isOpen)
  await expect(chat.dial(master)).rejects.toThrow('the control link to master-1 is cut')
  chat.transport.faults.set('control', null, 'master-1')

  master.transport.faults.set('control', { kind: 'cut' }, 'gate-1')
  await until('the other link is closed', () => !links.gate.isOpen)
  await expect(gate.dial(master)).rejects.toMatchObject({ code: 'PEER_LOST' })
  await chat.say(await chat.dial(master), master, 'chat-1 is not cut')
  expect(master.accepted).toEqual(['chat-1', 'gate-1', 'chat-1'])
})

test('of a fault of all links and one of the pair, the stronger holds; healing one keeps the other', () => {
  const faults = new Faults()
  const seen = (): unknown[] => [faults.kindOf('rpc', 'gate-1'), faults.kindOf('rpc', 'chat-2')]
  faults.set('rpc', { kind: 'cut' }, 'gate-1')
  faults.set('rpc', { kind: 'hang' })
  expect(seen()).toEqual(['cut', 'hang'])
  faults.set('rpc', null, 'gate-1')
  expect(seen()).toEqual(['hang', 'hang'])
  faults.set('rpc', { kind: 'delay', ms: 20 }, 'gate-1')
  expect(seen()).toEqual(['hang', 'hang'])
  faults.set('rpc', null)
  expect(seen()).toEqual(['delay', undefined])

  const pair = faults.of('rpc', 'gate-1')
  const rest = faults.of('rpc', 'chat-2')
  faults.set('rpc', { kind: 'delay', ms: 30 })
  expect([pair.delayMs(), rest.delayMs()], 'the longer delay').toEqual([30, 30])
  faults.set('rpc', { kind: 'delay', ms: 50 }, 'gate-1')
  expect([pair.delayMs(), rest.delayMs()]).toEqual([50, 30])
  faults.set('rpc', { kind: 'drop', rate: 1 })
  expect([pair.delayMs(), pair.shouldDrop()], 'a delay and a drop together').toEqual([50, true])
  expect([rest.delayMs(), rest.shouldDrop()]).toEqual([0, true])
  faults.set('rpc', { kind: 'drop', rate: 0 }, 'gate-1')
  expect(pair.shouldDrop(), 'the higher rate').toBe(true)
  faults.clear()
  expect([pair.isFaulted(), rest.isFaulted(), pair.delayMs(), rest.shouldDrop()]).toEqual([
    false,
    false,
    0,
    false,
  ])
})
