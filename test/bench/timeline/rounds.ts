// Steps of a benchmark take turns with their floor, so that what slows the machine for a while slows both.
import type { Row } from './part.ts'

export type Step = () => unknown

/** Garbage that one step left is not the next one's. */
export async function timed(step: Step): Promise<number> {
  globalThis.gc?.()
  const began = performance.now()
  await step()
  return performance.now() - began
}

/** The floor answers its milliseconds itself. */
export async function takeTurns(
  rounds: number,
  floor: () => Promise<number>,
  steps: Readonly<Record<string, Step>>,
): Promise<Row[]> {
  const floors: number[] = []
  const rows = Object.keys(steps).map((what): Row => ({ what, milliseconds: [], floor: floors }))
  for (let round = 0; round < rounds; round += 1) {
    globalThis.gc?.()
    floors.push(await floor())
    for (const [index, step] of Object.values(steps).entries())
      rows[index]?.milliseconds.push(await timed(step))
  }
  return rows
}

/** Milliseconds of each of many acts, the shortest first. */
export async function sortedTimes(count: number, act: () => unknown): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index < count; index += 1) {
    const began = performance.now()
    await act()
    times.push(performance.now() - began)
  }
  return times.sort((a, b) => a - b)
}

export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
