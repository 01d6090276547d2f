// Polls for a condition. A failure names what it waited for.
import { setTimeout as pause } from 'node:timers/promises'

export type Truthy<Value> = Exclude<Value, false | 0 | '' | null | undefined>

/** Resolves with the first truthy result of `fact`. Rejects with `name` and `detail()` after `within` ms (10 s). */
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
