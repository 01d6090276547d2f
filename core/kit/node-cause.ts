// The causes and the span of the running code, carried through every await (AsyncLocalStorage). Causes are ids of
// records.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Span } from './node-span.ts'

interface Context {
  causes: readonly string[]
  span: Span | undefined
}

const storage = new AsyncLocalStorage<Context>()

/** Runs `body` with these causes and without a span. */
export function causedBy<Result>(ids: readonly string[], body: () => Result): Result {
  return storage.run({ causes: ids, span: undefined }, body)
}

/** Runs `body` in this span, with the current causes. */
export function withinSpan<Result>(span: Span | undefined, body: () => Result): Result {
  return storage.run({ causes: storage.getStore()?.causes ?? [], span }, body)
}

/**
 * Forgets the causes of all running code, until `causedBy` is called again. Before Node 24, having any costs each promise
 * of the process some time.
 */
export function forgetCauses(): void {
  storage.disable()
}

/** Returns the causes of the running code, or undefined without any. */
export function currentCauses(): string[] | undefined {
  const ids = storage.getStore()?.causes
  return ids?.length ? [...ids] : undefined
}

/** Returns the span of the call that the running code handles, or undefined outside of a call. */
export function currentSpan(): Span | undefined {
  return storage.getStore()?.span
}
