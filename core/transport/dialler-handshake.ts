// The dialler's side of the handshake (§2.1): nothing but its id and a nonce is sent before the listener has proven itself.
import { ClusterError } from '../protocol/errors.ts'
import { PROTOCOL_VERSION, type Hello } from '../protocol/packet.ts'
import { parseChallenge } from '../protocol/parse-handshake.ts'
import { isProof, newNonce, proofOf, type Endpoints } from './handshake.ts'
import type { DialOptions } from './transport.ts'

export class DiallerHandshake {
  readonly hello: Hello
  readonly #options: DialOptions

  constructor(options: DialOptions) {
    this.#options = options
    this.hello = { protocol: PROTOCOL_VERSION, id: options.identity.id, nonce: newNonce() }
  }

  /**
   * Checks the first packet of the listener. Returns the proof of this end, and the id of the listener.
   * @throws `AUTH_FAILED` unless the packet proves that the listener knows the token, and on an RPC link has the id
   */
  prove(event: string, body: unknown, endpoints: Endpoints): { proof: string; listenerId: string } {
    const { kind, identity, peer } = this.#options
    if (event !== 'challenge') throw this.#unproven()
    const { id, nonce, proof } = this.#parse(body)
    if (kind === 'rpc' && id !== peer) throw this.#unproven()
    const handshake = {
      kind,
      endpoints,
      listenerId: id,
      diallerId: identity.id,
      listenerNonce: nonce,
      diallerNonce: this.hello.nonce,
    }
    if (!isProof(proof, identity.token, 'listener', handshake)) throw this.#unproven()
    return { proof: proofOf(identity.token, 'dialler', handshake), listenerId: id }
  }

  /** Converts what ended the dialling. What an unproven listener says is not repeated: it may be anybody. */
  failure(error: unknown): ClusterError {
    if (error instanceof ClusterError) return error
    const code = refusalCode(error)
    if (code === 'AUTH_FAILED') return this.#unproven()
    if (code === 'PROTOCOL_UNSUPPORTED' || code === 'BAD_REQUEST') return this.otherVersion()
    return new ClusterError('PEER_LOST', `${this.#target} does not answer`, { cause: error })
  }

  otherVersion(): ClusterError {
    return new ClusterError(
      'PROTOCOL_UNSUPPORTED',
      `${this.#target} does not speak version ${PROTOCOL_VERSION} of the protocol: upgrade its grove-cluster to the release of this process`,
    )
  }

  #parse(body: unknown): ReturnType<typeof parseChallenge> {
    try {
      return parseChallenge(body)
    } catch {
      throw this.#unproven()
    }
  }

  #unproven(): ClusterError {
    return new ClusterError(
      'AUTH_FAILED',
      `${this.#target} does not know this cluster's token: give both processes the same token, unless another program has taken that port`,
    )
  }

  get #target(): string {
    const { peer, host, port } = this.#options
    return `${peer} at ${host}:${port}`
  }
}

function refusalCode(error: unknown): unknown {
  const data = error instanceof Error && 'data' in error ? error.data : undefined
  return typeof data === 'object' && data !== null && 'code' in data ? data.code : undefined
}
