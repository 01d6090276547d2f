// Waits for work with a time limit.

/** Resolves with true when the work is done, with false after the time limit. Rejects when the work rejects in time. */
export async function settleWithin(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), milliseconds)))
  return Promise.race([work.then(() => true), limit]).finally(() => clearTimeout(timer))
}
