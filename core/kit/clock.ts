// The machine's monotonic clock, which all processes on one machine share.

/** Nanoseconds since an origin of that clock. Exact for 104 days. */
export type Now = () => number

/** A clock that counts from `origin` (nanoseconds, as a decimal string); from this moment without one. */
export function clockSince(origin?: string): Now {
  const zero = origin === undefined ? process.hrtime.bigint() : BigInt(origin)
  return () => Number(process.hrtime.bigint() - zero)
}
