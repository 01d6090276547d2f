// Which facts led to the code that runs now: their ids are carried through every await, and become the `causes` of
// the next facts. Knows nothing of what the ids stand for.
import { AsyncLocalStorage } from 'node:async_hooks'

const storage = new AsyncLocalStorage<readonly string[]>()

/** Runs `body` as the handling of these facts. */
export function causedBy<Result>(ids: readonly string[], body: () => Result): Result {
  return storage.run(ids, body)
}

/** The ids of the facts in whose handling this code runs; undefined when it runs by itself. */
export function currentCauses(): string[] | undefined {
  const ids = storage.getStore()
  return ids?.length ? [...ids] : undefined
}
