// An export goes out in parts: soon, not too large, nothing made ahead.
import { expect, test } from 'vitest'
import { ExportParts, type ExportSteps } from '../../../src-main/contract/index.ts'

const FILE = { name: 'a.txt', mime: 'text/plain', note: '' }
const MIB = 1024 * 1024

test('a part ends after a moment, or when it is large enough', async () => {
  let now = 0
  let made = 0
  async function* steps(): ExportSteps {
    for (let read = 100; read <= 400; read += 100) {
      now += 90
      yield { read, of: 400 }
    }
    for (; made < 5; made += 1) yield new Uint8Array(0.75 * MIB).fill(made)
    return FILE
  }
  const parts = new ExportParts(steps(), () => now)
  expect(await parts.next()).toMatchObject({ read: 300, of: 400, file: null })
  const second = await parts.next()
  expect(second).toMatchObject({ read: 400, file: null })
  expect(second.bytes.byteLength).toBe(1.5 * MIB)
  expect(made).toBe(1)
  const sizes = []
  for (let file = null; !file;) {
    const part = await parts.next()
    sizes.push(part.bytes.byteLength / MIB)
    file = part.file
  }
  expect(sizes).toEqual([1.5, 0.75])
})
