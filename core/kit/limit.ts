// Waits, but not for ever.

/** Resolves when the work is done, or after so many milliseconds. */
export async function withinLimit(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)))
  await Promise.race([work, limit]).finally(() => clearTimeout(timer))
}
