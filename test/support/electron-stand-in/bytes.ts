// Encodes bytes in JSON, for channels that carry only text. Loads in a browser.

const NAME = '$bytes'

export function textOf(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}

/** JSON that may contain bytes. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    item instanceof Uint8Array ? { [NAME]: textOf(item) } : item,
  )
}

export function fromJson(json: string): unknown {
  return JSON.parse(json, (_, item: unknown) =>
    typeof item === 'object' && item !== null && NAME in item ? bytesOf(String(item[NAME])) : item,
  )
}
