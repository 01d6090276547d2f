// An export in parts.
import { expect, test } from 'vitest'
import { ExportPump, type ExportSteps } from '../../../../src-main/timeline/exports/export-pump.ts'

const FILE = { name: 'a.txt', mime: 'text/plain', note: '' }
const MIB = 1024 * 1024

test('a part ends after 200 ms or 1 MiB, and nothing is made before it is requested', async () => {
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
  const pump = new ExportPump(steps(), () => now)
  expect(await pump.next()).toMatchObject({ read: 300, of: 400, file: null })
  const second = await pump.next()
  expect(second).toMatchObject({ read: 400, file: null })
  expect(second.bytes.byteLength).toBe(1.5 * MIB)
  expect(made).toBe(1)
  const sizes = []
  for (let file = null; !file;) {
    const part = await pump.next()
    sizes.push(part.bytes.byteLength / MIB)
    file = part.file
  }
  expect(sizes).toEqual([1.5, 0.75])
})
