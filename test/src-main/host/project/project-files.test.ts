import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { findProjectFiles } from '../../../../src-main/host/project/project-files.ts'
import { temporaryFolder } from '../../../support/grove.ts'

async function find(...files: string[]) {
  await using folder = await temporaryFolder()
  for (const file of files) {
    await mkdir(dirname(join(folder.path, file)), { recursive: true })
    await writeFile(join(folder.path, file), '')
  }
  return await findProjectFiles(folder.path, ['chat'])
}
const remote = 'servers/chat/remote'

test('services are named by their files, also like properties of every object', async () => {
  const { types } = await find(`${remote}/room.ts`, `${remote}/toString.ts`, `${remote}/valueOf.js`)
  expect(types[0]?.services).toEqual({
    room: `${remote}/room.ts`,
    toString: `${remote}/toString.ts`,
    valueOf: `${remote}/valueOf.js`,
  })
  expect((await find())['types'][0]?.lifecycle).toBeNull()
})

test('only services, lifecycle and modules need names of their own', async () => {
  const { types } = await find(
    'servers/chat/util.ts',
    'servers/chat/util.js',
    'servers/chat/Util.ts',
    'servers/chat/lifecycle.ts',
  )
  expect(types[0]?.lifecycle).toBe('servers/chat/lifecycle.ts')
})

test.each([
  [
    [`${remote}/Room.ts`, `${remote}/room.js`],
    `The names of ${remote}/Room.ts and ${remote}/room.js differ only in case; rename one of them.`,
  ],
  [
    [`${remote}/room.js`, `${remote}/room.ts`],
    `${remote}/room.js and ${remote}/room.ts have the same name; keep one of them.`,
  ],
  [
    ['modules/A.ts', 'modules/a.ts'],
    'The names of modules/A.ts and modules/a.ts differ only in case; rename one of them.',
  ],
  [
    [`${remote}/then.ts`],
    `${remote}/then.ts: "then" cannot be the name of a service, because await would call it. Rename the file.`,
  ],
  [
    [`${remote}/a b.ts`],
    `${remote}/a b.ts: a service is named by 1 to 128 of A-Z a-z 0-9 _ -, and not constructor, prototype or __proto__. Rename the file.`,
  ],
  [
    [`${remote}/__proto__.ts`],
    `${remote}/__proto__.ts: a service is named by 1 to 128 of A-Z a-z 0-9 _ -, and not constructor, prototype or __proto__. Rename the file.`,
  ],
])('%j is refused', async (files, message) => {
  await expect(find(...files)).rejects.toMatchObject({ code: 'BAD_PROJECT', message })
})
