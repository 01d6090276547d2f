import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findNode, isSupported } from '../../../../src-main/host/system/node.ts'
import { temporaryFolder } from '../../../support/grove.ts'

async function writeNode(folder: string, answer: string): Promise<string> {
  const file = join(folder, 'node')
  await writeFile(file, `#!/bin/sh\necho ${answer}\n`)
  await chmod(file, 0o755)
  return file
}

test.each([
  ['v20.18.9', false],
  ['v20.19.0', true],
  ['v21.7.0', false],
  ['v22.11.0', false],
  ['v22.12.0', true],
  ['v26.0.0', true],
  ['Electron', false],
])('%s is supported: %s', (version, supported) => {
  expect(isSupported(version)).toBe(supported)
})

test('the option takes precedence over GROVE_NODE, and GROVE_NODE over the PATH', async () => {
  await using first = await temporaryFolder()
  await using second = await temporaryFolder()
  const named = await writeNode(first.path, 'v22.12.0')
  const onPath = await writeNode(second.path, 'v24.0.0')
  const env = { PATH: `relative:${second.path}:/usr/bin:/bin` }
  expect(await findNode(named, { ...env, GROVE_NODE: onPath })).toEqual({ path: named, version: 'v22.12.0' })
  expect(await findNode(undefined, { ...env, GROVE_NODE: named })).toMatchObject({ path: named })
  expect(await findNode(undefined, env)).toEqual({ path: onPath, version: 'v24.0.0' })
})

test('a Node that is too old, is Electron or does not exist is refused', async () => {
  await using folder = await temporaryFolder()
  const old = await writeNode(folder.path, 'v18.0.0')
  await expect(findNode(old)).rejects.toMatchObject({
    code: 'BAD_NODE',
    message: `Servers need Node 20.19 or later, or 22.12 or later, but ${old} is v18.0.0.`,
  })
  await expect(findNode(await writeNode(folder.path, 'Electron'))).rejects.toMatchObject({ code: 'BAD_NODE' })
  await expect(findNode(join(folder.path, 'none'))).rejects.toMatchObject({ code: 'NO_NODE' })
})

test('without a Node on the PATH, servers run on the Node of Grove', async () => {
  expect(await findNode(undefined, { PATH: '' })).toEqual({
    path: process.execPath,
    version: process.version,
  })
})
