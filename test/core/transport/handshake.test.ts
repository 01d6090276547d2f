// The proofs of the handshake (§2.1), by the test vectors of PROTOCOL.md.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isProof, newNonce, proofOf, type Handshake, type Prover } from '../../../core/transport/handshake.ts'

interface End {
  address: string
  port: number
  id: string
}

interface Vector {
  token: string
  kind: 'control' | 'rpc'
  prover: Prover
  listener: End
  dialler: End
  proof: string
}

const document = readFileSync(
  join(import.meta.dirname, '..', '..', '..', 'core', 'protocol', 'PROTOCOL.md'),
  'utf8',
)
const json = /Test vectors.*?```json\n(.*?)```/s.exec(document)?.[1] ?? ''
const vectors = JSON.parse(json) as Vector[]

const handshakeOf = ({ kind, listener, dialler }: Vector): Handshake => ({
  kind,
  endpoints: { listener, dialler },
  listenerId: listener.id,
  diallerId: dialler.id,
  listenerNonce: '00112233445566778899aabbccddeeff'.repeat(2),
  diallerNonce: 'ffeeddccbbaa99887766554433221100'.repeat(2),
})

it.each(vectors)('the proof of the $prover of a $kind link', (vector) => {
  expect(proofOf(vector.token, vector.prover, handshakeOf(vector))).toBe(vector.proof)
})

it('there are vectors for both ends and both kinds', () => {
  expect(new Set(vectors.flatMap(({ kind, prover }) => [kind, prover]))).toEqual(
    new Set(['control', 'rpc', 'listener', 'dialler']),
  )
})

it('a proof is wrong if anything that it covers differs', () => {
  const [vector] = vectors as [Vector]
  const { token, prover, proof } = vector
  const good = handshakeOf(vector)
  const { listener, dialler } = good.endpoints
  expect(isProof(proof, token, prover, good)).toBe(true)
  const others: Partial<Handshake>[] = [
    { kind: 'rpc' },
    { endpoints: { listener: { ...listener, port: 6002 }, dialler } },
    { endpoints: { listener: { ...listener, address: '::1' }, dialler } },
    { endpoints: { listener, dialler: { ...dialler, port: 50_433 } } },
    { endpoints: { listener, dialler: { ...dialler, address: '127.0.0.2' } } },
    { listenerId: 'master-2' },
    { diallerId: 'chat-2' },
    { listenerNonce: newNonce() },
    { diallerNonce: newNonce() },
    { listenerNonce: good.diallerNonce, diallerNonce: good.listenerNonce },
  ]
  for (const other of others) expect(isProof(proof, token, prover, { ...good, ...other })).toBe(false)
  expect(isProof(proof, token, 'dialler', good)).toBe(false)
  expect(isProof(proof, `${token} `, prover, good)).toBe(false)
  expect(isProof('', token, prover, good)).toBe(false)
})
