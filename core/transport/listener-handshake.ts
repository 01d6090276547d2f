// The listener's side of the handshake (§2.1): it proves itself first, and a peer that does not prove itself is refused.
import type { Socket } from 'socket.io'
import { messageOf } from '../kit/message-of.ts'
import { ClusterError } from '../protocol/errors.ts'
import type { Hello } from '../protocol/packet.ts'
import { isWithoutHello, parseHello, parseProof, unsupported } from '../protocol/parse-handshake.ts'
import { engineOf } from './engine.ts'
import { endpointsOf, isProof, newNonce, proofOf, type Handshake } from './handshake.ts'
import type { ListenOptions } from './transport.ts'

/**
 * Parses the first packet of a peer. A monitor of version 1 sends none: it gets its refusal as the answer to its
 * `register`, which it understands.
 * @throws `PROTOCOL_UNSUPPORTED` or `BAD_REQUEST`
 */
export function readHello(auth: unknown, { kind }: ListenOptions): Hello | undefined {
  return kind === 'control' && isWithoutHello(auth) ? undefined : parseHello(auth)
}

/** Sends the challenge, with the proof of this end. */
export function challenge(socket: Socket, hello: Hello, { kind, identity }: ListenOptions): Handshake {
  const handshake: Handshake = {
    kind,
    endpoints: endpointsOf(engineOf(socket).request.socket, 'listener'),
    listenerId: identity.id,
    diallerId: hello.id,
    listenerNonce: newNonce(),
    diallerNonce: hello.nonce,
  }
  const proof = proofOf(identity.token, 'listener', handshake)
  socket.emit('challenge', { id: identity.id, nonce: handshake.listenerNonce, proof })
  return handshake
}

/** @throws `PROTOCOL_UNSUPPORTED`, `BAD_REQUEST`, or `AUTH_FAILED` unless this is the proof of the peer */
export function checkProof(
  event: string,
  body: unknown,
  handshake: Handshake | undefined,
  { identity }: ListenOptions,
): asserts handshake is Handshake {
  if (!handshake) throw unsupported()
  if (event !== 'proof') throw new ClusterError('AUTH_FAILED', 'a packet came before the proof of the token')
  if (!isProof(parseProof(body), identity.token, 'dialler', handshake))
    throw new ClusterError('AUTH_FAILED', "the peer's proof is wrong: it has another token")
}

/** Answers what the peer sent instead of its proof, and closes the connection. */
export function refuse(socket: Socket, event: string, error: unknown): void {
  const reason = error instanceof ClusterError ? error.code : 'BAD_REQUEST'
  const answer = { code: -1, msg: messageOf(error), reason }
  if (event === 'register') socket.emit('register', answer)
  if (event === 'reconnect') socket.emit('reconnect_ok', answer)
  if (event === 'proof') socket.emit('refused', answer)
  socket.disconnect(true)
}
