// The dialler's side of the handshake (§2.1), written from PROTOCOL.md alone.
import { createHmac, randomBytes } from 'node:crypto'
import type { Socket as TcpSocket } from 'node:net'
import type { Socket } from 'socket.io-client'

export interface Hello {
  protocol: number
  id: string
  nonce: string
}

export interface Challenge {
  id: string
  nonce: string
  proof: string
}

/** `protocol`: the version that is claimed. */
export function hello(id: string, protocol = 2): Hello {
  return { protocol, id, nonce: randomBytes(32).toString('hex') }
}

/** Returns the proof of one end of this connection. */
export function proof(
  token: string,
  prover: 'listener' | 'dialler',
  kind: 'control' | 'rpc',
  tcp: TcpSocket,
  { id, nonce }: Hello,
  challenge: Omit<Challenge, 'proof'>,
): string {
  const endpoints = [tcp.remoteAddress, tcp.remotePort, tcp.localAddress, tcp.localPort]
  const lines = ['grove protocol 2', kind, prover, ...endpoints, challenge.id, id, challenge.nonce, nonce]
  return createHmac('sha256', token).update(lines.join('\n')).digest('hex')
}

/** Returns the TCP connection below a Socket.IO client. */
export function tcpOf(socket: Socket): TcpSocket {
  const { ws } = socket.io.engine.transport as unknown as { ws: { _socket: TcpSocket } }
  return ws._socket
}
