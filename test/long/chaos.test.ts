// A minute of chaos with a fixed seed: after every burst of faults all invariants hold (`npm run chaos` for longer runs).
import { expect, it } from 'vitest'
import { chaos } from '../support/chaos.ts'
import { bursts, type Fault } from '../support/chaos-faults.ts'

const SEED = 20

function firstBursts(seed: number): Fault[][] {
  const all = bursts(seed, 20)
  return Array.from({ length: 30 }, () => all.next().value)
}

it('plans the same faults for the same seed, and others for another', () => {
  expect(firstBursts(SEED)).toEqual(firstBursts(SEED))
  expect(firstBursts(SEED)).not.toEqual(firstBursts(SEED + 1))
})

it('twenty servers converge after every burst of faults for a minute, and every invariant holds', async () => {
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
      'cut pair',
      'heal pair',
      'restart',
      'stop',
      'spawn',
      'join',
      'kill of the master',
      'spawn of the master',
    ]),
  )
})
