import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { writeOutput } from '../../../src-main/cli/file-output.ts'
import { temporaryFolder } from '../../support/grove.ts'

async function* pieces(): AsyncGenerator<Uint8Array> {
  for (const word of ['one\n', 'two\n']) yield new TextEncoder().encode(word)
}

test('a name that ends with .gz compresses the file', async () => {
  await using folder = await temporaryFolder()
  const [plain, packed] = ['a.ndjson', 'a.ndjson.gz'].map((name) => join(folder.path, name)) as [
    string,
    string,
  ]
  for (const file of [plain, packed]) expect(await writeOutput(file, pieces())).toBe(0)
  expect(await readFile(plain, 'utf8')).toBe('one\ntwo\n')
  expect(gunzipSync(await readFile(packed)).toString()).toBe('one\ntwo\n')
})

test('a failing source leaves no file, compressed or not', async () => {
  await using folder = await temporaryFolder()
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield* pieces()
    throw new Error('no more')
  }
  for (const name of ['a.ndjson', 'a.ndjson.gz']) {
    const file = join(folder.path, name)
    await expect(writeOutput(file, failing())).rejects.toThrow('no more')
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' })
  }
})
