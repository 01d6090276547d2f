// Parses the packets of the handshake (§2.1). They come from peers that have not proven anything yet.
import { ClusterError } from './errors.ts'
import { badField, name, object, string, type Fields } from './fields.ts'
import { PROTOCOL_VERSION, type Challenge, type Hello } from './packet.ts'

const HEX_256_BITS = /^[0-9a-f]{64}$/

/** Parses the dialler's first packet. */
export function parseHello(value: unknown): Hello {
  const fields = object(value, 'auth')
  if (fields.protocol !== PROTOCOL_VERSION) throw unsupported()
  return { protocol: PROTOCOL_VERSION, id: name(fields.id, 'auth.id'), nonce: hex(fields, 'nonce') }
}

/** Parses the listener's answer. */
export function parseChallenge(value: unknown): Challenge {
  const fields = object(value, 'challenge')
  return { id: name(fields.id, 'id'), nonce: hex(fields, 'nonce'), proof: hex(fields, 'proof') }
}

/** Parses the dialler's proof. */
export function parseProof(value: unknown): string {
  return hex(object(value, 'proof'), 'proof')
}

/** Whether the first packet names no protocol: monitors of version 1 registered without a handshake. */
export function isWithoutHello(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Object.hasOwn(value, 'protocol')
}

/** Returns the refusal of a peer that speaks another version. */
export function unsupported(): ClusterError {
  const advice = `this process speaks version ${PROTOCOL_VERSION} of the protocol: upgrade the other one to the same release of grove-cluster, or its client to PROTOCOL.md, version ${PROTOCOL_VERSION}`
  return new ClusterError('PROTOCOL_UNSUPPORTED', advice)
}

function hex(fields: Fields, field: string): string {
  const text = string(fields[field], field)
  if (!HEX_256_BITS.test(text)) throw badField(field, 'must be 64 digits of lower-case hex')
  return text
}
