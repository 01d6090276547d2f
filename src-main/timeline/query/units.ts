// Numbers with units in queries.

const UNITS = {
  /** To nanoseconds. */
  time: { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, min: 60e9 },
  /** To bytes. */
  size: { b: 1, kib: 1024, mib: 1024 ** 2 },
  count: {},
} as const satisfies Record<string, Record<string, number>>

const PLAIN = { time: 'ms', size: 'b', count: '' } as const

export type Quantity = keyof typeof UNITS

/** What is allowed, for errors and help. */
export const QUANTITIES: Readonly<Record<Quantity, string>> = {
  time: 'a time like 5ms (ns, us, ms, s, min; without a unit ms)',
  size: 'a size like 4KiB (B, KiB, MiB; without a unit B)',
  count: 'a number',
}

/** Returns undefined if the text is not such a quantity. */
export function parseQuantity(quantity: Quantity, text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([a-zµ]*)$/i.exec(text) ?? []
  if (digits === undefined) return undefined
  const factors: Readonly<Record<string, number>> = UNITS[quantity]
  const name = (unit === '' ? PLAIN[quantity] : unit).toLowerCase()
  if (name === '') return Number(digits)
  return Object.hasOwn(factors, name) ? Number(digits) * (factors[name] ?? 1) : undefined
}
