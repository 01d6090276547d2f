// Which facts led to the code that runs now, and which call it handles: carried through every await. The ids of the
// facts become the `causes` of the next ones. Knows nothing of what they stand for.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Span } from './node-span.ts'

interface Handling {
  causes: readonly string[]
  span: Span | undefined
}

const storage = new AsyncLocalStorage<Handling>()

/** Runs `body` as the handling of these facts, which is no call's. */
export function causedBy<Result>(ids: readonly string[], body: () => Result): Result {
  return storage.run({ causes: ids, span: undefined }, body)
}

/** Runs `body` as what this span stands for, led to by the same facts as the code around it. */
export function withinSpan<Result>(span: Span | undefined, body: () => Result): Result {
  return storage.run({ causes: storage.getStore()?.causes ?? [], span }, body)
}

/** The ids of the facts in whose handling this code runs; undefined when it runs by itself. */
export function currentCauses(): string[] | undefined {
  const ids = storage.getStore()?.causes
  return ids?.length ? [...ids] : undefined
}

/** The span of the call in whose handling this code runs; undefined outside of one. */
export function currentSpan(): Span | undefined {
  return storage.getStore()?.span
}
