// A FIFO that an alias leads past keeps the compiler waiting, but not Grove.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { grove, temporaryFolder } from '../support/grove.ts'
import { ODD_FILES } from '../support/odd-files.ts'

test('a project whose alias leads past a FIFO fails with a sentence', async () => {
  await using folder = await temporaryFolder()
  const files = {
    'grove.json': '{ "name": "test", "servers": { "chat": {} } }',
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }',
    'lib/one.ts': 'export const one = 1',
    'servers/chat/remote/room.ts': "import { one } from '@/one'\nexport default () => ({ one: () => one })",
  }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, name)), { recursive: true })
    await writeFile(join(folder.path, name), text)
  }
  await ODD_FILES['a FIFO']?.make(join(folder.path, 'lib/tsconfig.json'))
  const result = await grove(['up', '--exit-when-ready'], {
    cwd: folder.path,
    env: { GROVE_STATE: join(folder.path, 'state') },
  })
  expect(result.stderr).toContain('servers/chat/remote/room.ts:1:21: "@/one" was not found within 20 s')
  expect(result.code).toBe(1)
})
