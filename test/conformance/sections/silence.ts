// §2: connections that do not register, and servers that hang.
import type { ConformanceTest } from '../suite.ts'
import { handshakeOf } from '../raw-socket.ts'
import { check } from '../verdict.ts'
import type { Visit } from '../visit.ts'

/** 5 s by the protocol, and room for a busy machine. */
const CLOSED_WITHIN = 5_000 + 3_000

const test = (name: string, run: (visit: Visit) => Promise<void>): ConformanceTest => ({
  section: '§2',
  name,
  run,
  concurrent: true,
})

export const silenceTests: ConformanceTest[] = [
  test('silent TCP is closed within 5 s', async (visit) => {
    const raw = await visit.tcp()
    await raw.isClosed('it said nothing', CLOSED_WITHIN)
  }),
  test('a partial HTTP request is closed within 5 s', async (visit) => {
    const raw = await visit.tcp()
    raw.write('GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ma')
    await raw.isClosed('its request never ended', CLOSED_WITHIN)
  }),
  test('a request other than an upgrade does not keep its connection open', async (visit) => {
    const raw = await visit.tcp()
    await raw.request('GET', '/', { Host: 'master', Connection: 'keep-alive' })
    await raw.isClosed('it asked for nothing that is here', CLOSED_WITHIN)
  }),
  test('a WebSocket that never sends CONNECT is closed within 5 s', async (visit) => {
    const raw = await visit.webSocket()
    await raw.isClosed('it never sent CONNECT', CLOSED_WITHIN)
  }),
  test('a peer that does not prove itself is closed within 5 s', async (visit) => {
    const peer = await visit.unproven()
    await peer.isClosed('it proved nothing', CLOSED_WITHIN)
  }),
  test('a peer that does not register is closed within 5 s', async (visit) => {
    const peer = await visit.peer()
    await peer.isClosed('it never registered', CLOSED_WITHIN)
  }),
  test('a socket that answers heartbeats and does not register is closed within 5 s', async (visit) => {
    const raw = await visit.socketIo()
    const beat = setInterval(() => raw.text('3'), 500)
    try {
      await raw.isClosed('it never registered', CLOSED_WITHIN)
    } finally {
      clearInterval(beat)
    }
  }),
  test('the master sends a heartbeat', async (visit) => {
    const raw = await visit.socketIo()
    const { pingInterval } = await handshakeOf(raw)
    check(
      typeof pingInterval === 'number' && pingInterval > 0,
      'a pingInterval in the handshake',
      pingInterval,
    )
    await raw.says('a ping', /^2$/, pingInterval + 3_000)
  }),
  test('a server that hangs is removed as lost within 5 s', async (visit) => {
    const witness = await visit.subscribed()
    const request = visit.request()
    const raw = await visit.proven(request.id)
    raw.text(`42${JSON.stringify(['register', request])}`)
    await witness.learns(request)
    // It answers no ping from here on.
    await witness.unlearns(request.id, CLOSED_WITHIN)
    const change = witness.follower.changes.find(({ remove }) => remove === request.id)
    check(change?.reason === 'lost', 'a removal with the reason lost', change)
    await raw.isClosed('it answered no heartbeat', CLOSED_WITHIN)
  }),
]
