// The machine's monotonic clock, which all processes on one machine share.

/** Nanoseconds since an origin of that clock. Exact for 104 days. */
export type Now = () => number

const SECOND = 1_000_000_000n

/** A clock that counts from `origin` (nanoseconds, as a decimal string); from this moment without one. */
export function clockSince(origin?: string): Now {
  const zero = origin === undefined ? process.hrtime.bigint() : BigInt(origin)
  // Asked for each packet: numbers cost less than big ones.
  const [seconds, nanoseconds] = [Number(zero / SECOND), Number(zero % SECOND)]
  return () => {
    const [now, rest] = process.hrtime()
    return (now - seconds) * 1e9 + (rest - nanoseconds)
  }
}
