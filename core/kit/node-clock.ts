// The monotonic clock, which all processes on one machine share.

/** Returns nanoseconds since the origin of the clock, exact for 104 days. */
export type Now = () => number

const SECOND = 1_000_000_000n

/** Returns a clock that starts at `origin` (nanoseconds as a decimal string), by default now. */
export function clockSince(origin?: string): Now {
  const zero = origin === undefined ? process.hrtime.bigint() : BigInt(origin)
  // Called for each packet: numbers are faster than bigints.
  const [seconds, nanoseconds] = [Number(zero / SECOND), Number(zero % SECOND)]
  return () => {
    const [now, rest] = process.hrtime()
    return (now - seconds) * 1e9 + (rest - nanoseconds)
  }
}
