// The part of MQTT 3.1.1 that pinus-admin uses: CONNECT, CONNACK, and PUBLISH with QoS 0.

export const CONNACK = 2
export const PUBLISH = 3

export const CONNECT_FRAME = frameOf(
  0x10,
  Buffer.concat([textOf('MQTT'), Buffer.from([4, 2, 0, 0]), textOf('MQTT_ADMIN_1')]),
)

export function messageFrame(topic: string, payload: string): Buffer {
  return frameOf(0x30, Buffer.concat([textOf(topic), Buffer.from(payload)]))
}

/** Passes on every complete frame of `data`; returns the rest, and the length at which that is a frame. */
export function frames(
  data: Buffer,
  each: (kind: number, topic: string, payload: Buffer) => void,
): { rest: Buffer; needed: number } {
  let rest = data
  for (;;) {
    const { start, end } = bodyAt(rest)
    if (rest.length < end) return { rest, needed: end }
    const kind = (rest[0] ?? 0) >> 4
    const body = rest.subarray(start, end)
    if (kind === PUBLISH) {
      const topicEnd = 2 + body.readUInt16BE(0)
      each(kind, body.toString('latin1', 2, topicEnd), body.subarray(topicEnd))
    } else each(kind, '', body)
    rest = rest.subarray(end)
  }
}

/** Encodes the remaining length: seven bits per byte, least significant first. */
function bodyAt(data: Buffer): { start: number; end: number } {
  let length = 0
  for (let index = 1; index < data.length; index++) {
    const byte = data[index] ?? 0
    length += (byte & 0x7f) * 128 ** (index - 1)
    if (byte < 0x80) return { start: index + 1, end: index + 1 + length }
  }
  return { start: 2, end: data.length + 1 }
}

function frameOf(head: number, body: Buffer): Buffer {
  const length: number[] = []
  for (let left = body.length; left > 0 || length.length === 0; left >>= 7) {
    length.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0))
  }
  return Buffer.concat([Buffer.from([head, ...length]), body])
}

function textOf(text: string): Buffer {
  const size = Buffer.alloc(2)
  size.writeUInt16BE(Buffer.byteLength(text))
  return Buffer.concat([size, Buffer.from(text)])
}
