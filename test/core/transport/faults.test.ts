// Faults for one peer over real Socket.IO: they act on the links of that pair only, both ways or one way.
import { afterEach, describe, expect, test } from 'vitest'
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

  /** Waits for the first link that it accepted. */
  acceptedLink(): Promise<Link> {
    return until(`${this.id} has accepted a link`, () => this.links.find(({ end }) => end === 'listener'))
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

describe.each([
  { scope: 'all links', peer: undefined },
  { scope: 'the links of a pair', peer: 'gate-1' },
])('one direction of $scope', ({ peer }) => {
  const directions = ['sending', 'receiving'] as const

  test.each(directions)('a drop loses what the process is %s, at both ends of a dial', async (direction) => {
    const [chat, gate, other] = (await listening('rpc', 'chat-1', 'gate-1', 'chat-2')) as [Node, Node, Node]
    const dialled = await chat.dial(gate)
    const back = await gate.dial(chat)
    const aside = await chat.dial(other)
    const accepted = await chat.acceptedLink()
    const there = await gate.acceptedLink()
    chat.transport.faults.set('rpc', { kind: 'drop', rate: 1, direction }, peer)
    const isSending = direction === 'sending'
    for (const link of [dialled, accepted]) {
      const id = chat.transport.send(link, 'rpc', { text: 'out' })
      expect(id?.includes('dropped')).toBe(isSending)
    }
    gate.transport.send(there, 'rpc', { text: 'in' })
    gate.transport.send(back, 'rpc', { text: 'in' })
    const [outs, ins] = isSending ? [[], ['in', 'in']] : [['out', 'out'], []]
    await until(
      'what passes has arrived',
      () => gate.heard.length === outs.length && chat.heard.length === ins.length,
    )

    // What was sent after it has arrived: nothing is on its way any more.
    chat.transport.faults.clear()
    for (const link of [dialled, accepted]) await chat.say(link, gate, `last on ${link.conn}`)
    await gate.say(back, chat, 'last')
    expect(gate.heard.filter((text) => text === 'out')).toEqual(outs)
    expect(chat.heard.filter((text) => text === 'in')).toEqual(ins)
    chat.transport.faults.set('rpc', { kind: 'drop', rate: 1, direction }, peer)
    const passes = !isSending || peer !== undefined
    expect(chat.transport.send(aside, 'rpc', { text: 'aside' })?.includes('dropped')).toBe(!passes)
  })

  test.each(directions)('a delay is of what the process is %s', async (direction) => {
    const [chat, gate] = (await listening('rpc', 'chat-1', 'gate-1')) as [Node, Node]
    const out = await chat.dial(gate)
    const back = await gate.acceptedLink()
    chat.transport.faults.set('rpc', { kind: 'delay', ms: 150, direction }, peer)
    const took = async (run: Promise<void>): Promise<number> => {
      const began = performance.now()
      await run
      return performance.now() - began
    }
    const [sending, receiving] = [took(chat.say(out, gate, 'out')), took(gate.say(back, chat, 'in'))]
    const isSending = direction === 'sending'
    expect(await (isSending ? sending : receiving)).toBeGreaterThan(140)
    expect(await (isSending ? receiving : sending)).toBeLessThan(140)
  })
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
  expect([pair.delayMs('sending'), rest.delayMs('sending')], 'the longer delay').toEqual([30, 30])
  faults.set('rpc', { kind: 'delay', ms: 50 }, 'gate-1')
  expect([pair.delayMs('sending'), rest.delayMs('sending')]).toEqual([50, 30])
  faults.set('rpc', { kind: 'drop', rate: 1 })
  expect([pair.delayMs('sending'), pair.shouldDrop('sending')], 'a delay and a drop together').toEqual([
    50,
    true,
  ])
  expect([rest.delayMs('sending'), rest.shouldDrop('sending')]).toEqual([0, true])
  faults.set('rpc', { kind: 'drop', rate: 0 }, 'gate-1')
  expect(pair.shouldDrop('sending'), 'the higher rate').toBe(true)
  faults.set('rpc', { kind: 'drop', rate: 1, direction: 'receiving' })
  expect([pair.shouldDrop('sending'), pair.shouldDrop('receiving')], 'each direction').toEqual([false, true])
  faults.set('rpc', { kind: 'delay', ms: 10, direction: 'sending' })
  faults.set('rpc', { kind: 'delay', ms: 20, direction: 'receiving' }, 'gate-1')
  expect([pair.delayMs('sending'), pair.delayMs('receiving')]).toEqual([10, 20])
  expect([rest.delayMs('sending'), rest.delayMs('receiving')]).toEqual([10, 0])
  faults.clear()
  expect([pair.isFaulted(), rest.isFaulted(), pair.delayMs('sending'), rest.shouldDrop('sending')]).toEqual([
    false,
    false,
    0,
    false,
  ])
})
