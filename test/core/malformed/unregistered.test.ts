// Connections that never register (§2) are closed in time, and do not keep others out.
import type { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { startMaster } from '../../../core/index.ts'
import { MALFORMED_HANDSHAKES, openRawConnection } from '../../support/malformed-handshakes.ts'
import { RawPeer } from '../../support/raw-peer.ts'
import { WellbehavedServers } from '../../support/wellbehaved-servers.ts'
import { RawWebSocket } from '../../support/raw-websocket.ts'

const token = 'the secret of this test'
const registerTimeoutMs = 500
/** Above `registerTimeoutMs`: the listener looks at half requests once a second. */
const WITHIN = registerTimeoutMs + 5_000
const CONNECTIONS_PER_KIND = 125

/** Milliseconds from now until the other end closed it. */
async function lasts(connection: Socket | RawWebSocket | RawPeer): Promise<number> {
  const start = performance.now()
  if (connection instanceof RawPeer) await connection.web.closed
  else if (connection instanceof RawWebSocket) await connection.closed
  else if (!connection.readableEnded && !connection.destroyed) {
    // A reset closes it too, and is no failure: `events.once` would reject.
    await new Promise<void>((resolve) => {
      connection.once('end', resolve).once('close', () => resolve())
    })
  }
  return performance.now() - start
}

async function master(): Promise<{ port: number; stop: () => Promise<void> }> {
  const running = await startMaster({ token, parameters: { registerTimeoutMs } })
  return { port: running.address?.port ?? 0, stop: () => running.stop() }
}

const many = <Made>(make: () => Made): Made[] => Array.from({ length: CONNECTIONS_PER_KIND }, make)

it(
  '§2 five hundred silent connections keep no server from joining, and all are closed',
  { timeout: 30_000 },
  async () => {
    const { port, stop } = await master()
    const silent = [
      ...many(() => openRawConnection(port, '')),
      ...many(() => openRawConnection(port, MALFORMED_HANDSHAKES['polling asked for'] ?? '')),
      ...many(() => new RawWebSocket(port)),
      ...(await Promise.all(many(() => RawPeer.connect(port)))),
    ]
    const ends = Promise.all(silent.map(lasts))
    const start = performance.now()
    await using wellbehaved = await WellbehavedServers.start({ host: '127.0.0.1', port }, token)
    await wellbehaved.churn()
    expect(performance.now() - start).toBeLessThan(WITHIN)
    expect(Math.max(...(await ends))).toBeLessThan(WITHIN)
    expect(silent).toHaveLength(4 * CONNECTIONS_PER_KIND)
    expect(wellbehaved.disturbances).toEqual([])
    await stop()
  },
)

it.concurrent.each(Object.keys(MALFORMED_HANDSHAKES))(
  '§2 closes a connection that began with %s',
  async (name) => {
    const { port, stop } = await master()
    const socket = openRawConnection(port, MALFORMED_HANDSHAKES[name] ?? '')
    expect(await lasts(socket)).toBeLessThan(WITHIN)
    socket.destroy()
    await stop()
  },
)

it.concurrent('§2 closes a WebSocket that does not answer the Close frame', async () => {
  const { port, stop } = await master()
  const socket = new RawWebSocket(port, { answersControlFrames: false })
  expect(await lasts(socket)).toBeLessThan(WITHIN)
  await stop()
})

it.concurrent('§2 closes a WebSocket that connects, disconnects, and stays open', async () => {
  const { port, stop } = await master()
  const peer = await RawPeer.connect(port)
  peer.web.send('41')
  expect(await lasts(peer)).toBeLessThan(WITHIN)
  await stop()
})

it.concurrent('§2 closes a WebSocket that connects and disconnects repeatedly', async () => {
  const { port, stop } = await master()
  const peer = await RawPeer.connect(port)
  let turn = 0
  const again = setInterval(() => peer.web.send(turn++ % 2 === 0 ? '41' : '40'), 50)
  expect(await lasts(peer)).toBeLessThan(WITHIN)
  clearInterval(again)
  await stop()
})

it.concurrent('§2 closes a connection that requests pages repeatedly', async () => {
  const { port, stop } = await master()
  const socket = openRawConnection(port, MALFORMED_HANDSHAKES['polling asked for'] ?? '')
  const again = setInterval(
    () => socket.writable && socket.write(MALFORMED_HANDSHAKES['polling asked for'] ?? ''),
    100,
  )
  expect(await lasts(socket)).toBeLessThan(WITHIN)
  clearInterval(again)
  await stop()
})

it.concurrent('§2 closes a connection that is refused repeatedly', async () => {
  const { port, stop } = await master()
  const peer = await RawPeer.connect(port)
  peer.web.send('41')
  const again = setInterval(() => peer.web.send('40/nowhere,'), 100)
  expect(await lasts(peer)).toBeLessThan(WITHIN)
  clearInterval(again)
  await stop()
})
