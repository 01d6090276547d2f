// The proofs of the handshake (§2.1): each end proves that it knows the cluster's token, and the token is never sent.
import { createHmac, randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { constantTimeEqual } from '../kit/node-constant-time.ts'
import type { LinkKind } from '../protocol/record.ts'

/** What a process proves of itself. */
export interface Identity {
  id: string
  /** The secret of the cluster. */
  token: string
}

interface Address {
  address: string
  port: number
}

/** Both ends of the TCP connection, which the kernel gives to one connection at a time. */
export interface Endpoints {
  listener: Address
  dialler: Address
}

/** What both proofs of a handshake cover. */
export interface Handshake {
  kind: LinkKind
  endpoints: Endpoints
  listenerId: string
  diallerId: string
  listenerNonce: string
  diallerNonce: string
}

export type Prover = 'listener' | 'dialler'

export function newNonce(): string {
  return randomBytes(32).toString('hex')
}

/** Returns the proof of one end, in hex. */
export function proofOf(token: string, prover: Prover, handshake: Handshake): string {
  const { kind, endpoints, listenerId, diallerId, listenerNonce, diallerNonce } = handshake
  const { listener, dialler } = endpoints
  const lines = [
    'grove protocol 2',
    kind,
    prover,
    listener.address,
    listener.port,
    dialler.address,
    dialler.port,
    listenerId,
    diallerId,
    listenerNonce,
    diallerNonce,
  ]
  return createHmac('sha256', token).update(lines.join('\n')).digest('hex')
}

export function isProof(given: string, token: string, prover: Prover, handshake: Handshake): boolean {
  return constantTimeEqual(given, proofOf(token, prover, handshake))
}

/** Returns the endpoints of a connected socket, seen from one of them. */
export function endpointsOf(socket: Socket, end: Prover): Endpoints {
  const local = addressOf(socket.localAddress, socket.localPort)
  const remote = addressOf(socket.remoteAddress, socket.remotePort)
  return end === 'listener' ? { listener: local, dialler: remote } : { listener: remote, dialler: local }
}

/** An IPv4 address that an IPv6 socket reports has a prefix, and a link-local one a zone; the other end sees neither. */
function addressOf(address = '', port = 0): Address {
  return { address: address.replace(/^::ffff:(?=[\d.]+$)/i, '').replace(/%.*$/, ''), port }
}
