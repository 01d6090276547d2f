// Waits for a fact, by a name that the failure says. The only place of the tests that polls.
import { setTimeout as pause } from 'node:timers/promises'

export type Truthy<Value> = Exclude<Value, false | 0 | '' | null | undefined>

/** Resolves with the first truthy answer; fails with the name, and what `detail` says, after `within` ms (10 s). */
export async function until<Value>(
  name: string,
  fact: () => Value | Promise<Value>,
  options: { within?: number; detail?: () => string } = {},
): Promise<Truthy<Value>> {
  const end = performance.now() + (options.within ?? 10_000)
  while (performance.now() < end) {
    const value = await fact()
    if (value) return value as Truthy<Value>
    await pause(10)
  }
  throw new Error(`waited in vain until ${name}${options.detail ? `\n${options.detail()}` : ''}`)
}
