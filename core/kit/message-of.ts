// The text of anything that was thrown.

/** Returns the message of an `Error`, and any other value as a string. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
