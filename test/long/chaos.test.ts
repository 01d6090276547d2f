// A minute of chaos with a fixed seed: after every burst of faults all invariants hold (`npm run chaos` for longer runs).
import { expect, it } from 'vitest'
import { chaos } from '../support/chaos.ts'
import { bursts, type Fault } from '../support/chaos-faults.ts'

const SEED = 20

function firstBursts(seed: number): Fault[][] {
  const all = bursts(seed, 20)
  return Array.from({ length: 30 }, () => all.next().value)
}

it('the same seed gives the same faults, another gives others', () => {
  expect(firstBursts(SEED)).toEqual(firstBursts(SEED))
  expect(firstBursts(SEED)).not.toEqual(firstBursts(SEED + 1))
})

it('whatever is done to twenty servers for a minute, they come to agree, and no invariant is broken', async () => {
  const result = await chaos({ servers: 20, minutes: 1, seed: SEED })
  expect(result.findings, `seed ${SEED}, recording kept: ${result.file}`).toEqual([])
  expect(result.checks).toBeGreaterThan(5)
  expect(Object.keys(result.faults), 'kinds of faults that were done').toEqual(
    expect.arrayContaining([
      'kill',
      'pause',
      'resume',
      'cut control',
      'heal control',
      'cut rpc',
      'heal rpc',
      'restart',
      'stop',
      'spawn',
      'join',
      'kill of the master',
      'spawn of the master',
    ]),
  )
})
