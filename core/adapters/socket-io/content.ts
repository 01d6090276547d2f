// Reads what a packet holds without encoding it: an estimate of its size, and a hash that is equal at both ends.

/** What is looked at of one packet; more would cost more than encoding it. */
const MAX_VALUES = 400
const MAX_HASHED_CHARACTERS = 64
const MAX_HASHED_BYTES = 1024

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** Returns about how many bytes a value has as JSON. */
export function sizeOf(value: unknown): number {
  return measure(value, { left: MAX_VALUES })
}

/** Returns a hash of the texts and numbers of a value, which survive any encoding. */
export function hashOf(value: unknown): string {
  return (hashValue(FNV_OFFSET, value, { left: MAX_VALUES }) >>> 0).toString(36)
}

/** Returns a hash of encoded bytes: of their number, their beginning and their end. */
export function hashOfBytes(bytes: Uint8Array | string): string {
  const { length } = bytes
  let hash = hashNumber(FNV_OFFSET, length)
  const at =
    typeof bytes === 'string' ? (index: number) => bytes.charCodeAt(index) : (index: number) => bytes[index]
  const head = Math.min(length, MAX_HASHED_BYTES)
  for (let index = 0; index < head; index++) hash = hashNumber(hash, at(index) as number)
  for (let index = Math.max(head, length - MAX_HASHED_BYTES); index < length; index++) {
    hash = hashNumber(hash, at(index) as number)
  }
  return (hash >>> 0).toString(36)
}

function measure(value: unknown, budget: { left: number }): number {
  if (budget.left-- <= 0) return 0
  switch (typeof value) {
    case 'string':
      return value.length + 2
    case 'number':
      return value < 10 && value >= 0 ? 1 : 8
    case 'boolean':
      return 5
    case 'object':
      break
    default:
      return 0
  }
  if (value === null) return 4
  if (ArrayBuffer.isView(value)) return value.byteLength
  let size = 2
  if (Array.isArray(value)) {
    for (const item of value) size += measure(item, budget) + 1
    return size
  }
  if (value instanceof Set) {
    for (const item of value) size += measure(item, budget) + 1
    return size
  }
  for (const key in value) size += key.length + 4 + measure((value as Record<string, unknown>)[key], budget)
  return size
}

function hashValue(hash: number, value: unknown, budget: { left: number }): number {
  if (budget.left-- <= 0) return hash
  if (typeof value === 'string') return hashText(hash, value)
  if (typeof value === 'number') return hashText(hash, String(value))
  if (typeof value === 'boolean') return hashNumber(hash, value ? 1 : 2)
  if (typeof value !== 'object' || value === null) return hash
  if (Array.isArray(value)) {
    for (const item of value) hash = hashValue(hash, item, budget)
    return hash
  }
  return hashObject(hash, value as Record<string, unknown>, budget)
}

function hashObject(hash: number, value: Record<string, unknown>, budget: { left: number }): number {
  // Binary data has another form after some encodings.
  if (ArrayBuffer.isView(value) || value['type'] === 'Buffer') return hash
  const { toJSON } = value
  if (typeof toJSON === 'function') return hashValue(hash, (value as unknown as Date).toJSON(), budget)
  for (const key in value) {
    const item = value[key]
    if (item !== undefined && typeof item !== 'function') hash = hashValue(hashText(hash, key), item, budget)
  }
  return hash
}

function hashText(hash: number, text: string): number {
  hash = hashNumber(hash, text.length)
  const length = Math.min(text.length, MAX_HASHED_CHARACTERS)
  for (let index = 0; index < length; index++) hash = hashNumber(hash, text.charCodeAt(index))
  return hash
}

function hashNumber(hash: number, value: number): number {
  return Math.imul(hash ^ value, FNV_PRIME)
}
