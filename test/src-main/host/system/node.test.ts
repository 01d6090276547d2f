import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { findExecutable } from '../../../../src-main/host/system/executable.ts'
import { findNode, isSupported } from '../../../../src-main/host/system/node.ts'
import { temporaryFolder } from '../../../support/grove.ts'

async function writeScript(folder: string, text: string, mode = 0o755): Promise<string> {
  const file = join(folder, 'node')
  await writeFile(file, `#!/bin/sh\n${text}\n`)
  await chmod(file, mode)
  return file
}

/** Writes a program that says it is this version of Node. */
function writeNode(folder: string, version: string): Promise<string> {
  return writeScript(folder, `echo; echo 'grove-node ${version}'`)
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
  const env = { PATH: `missing:${second.path}:/usr/bin:/bin` }
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

test('the PATH is searched as a shell does: no folders, no plain files, relative entries', async () => {
  await using folder = await temporaryFolder()
  const at = (name: string) => join(folder.path, name)
  for (const name of ['folder/node', 'plain', 'real']) await mkdir(at(name), { recursive: true })
  await writeScript(at('plain'), 'exit 1', 0o644)
  const real = await writeNode(at('real'), 'v22.12.0')
  const path = [at('folder'), at('plain'), at('real')].join(':')
  expect(findExecutable('node', { PATH: path })).toBe(real)
  expect(findExecutable('node', { PATH: relative(process.cwd(), at('real')) })).toBe(real)
  expect(findExecutable('node', { PATH: at('folder') })).toBeNull()
  expect(findExecutable(at('folder/node'), {})).toBeNull()
  expect(await findNode(undefined, { PATH: `${path}:/usr/bin:/bin` })).toMatchObject({ path: real })
})

test('on Windows a program has an ending of PATHEXT', async () => {
  await using folder = await temporaryFolder()
  const PATH = folder.path
  await writeFile(join(PATH, 'node'), '', { mode: 0o755 })
  await writeFile(join(PATH, 'node.EXE'), '', { mode: 0o755 })
  await writeFile(join(PATH, 'node.run'), '', { mode: 0o755 })
  expect(findExecutable('node', { PATH }, 'win32')).toBe(join(PATH, 'node.EXE'))
  expect(findExecutable('node', { Path: PATH, PATHEXT: '.run;.EXE' }, 'win32')).toBe(join(PATH, 'node.run'))
  expect(findExecutable('node.EXE', { PATH }, 'win32')).toBe(join(PATH, 'node.EXE'))
  expect(findExecutable('node.EXE', { PATH }, 'linux')).toBe(join(PATH, 'node.EXE'))
})

test('neither NODE_OPTIONS nor what a wrapper prints spoils the version', async () => {
  await using folder = await temporaryFolder()
  const preload = join(folder.path, 'preload.cjs')
  await writeFile(preload, `console.log('v1.0.0'); process.exit(7)`)
  const wrapper = await writeScript(folder.path, `echo banner v9.9.9\n'${process.execPath}' "$@"\necho bye`)
  for (const NODE_OPTIONS of [
    `--require ${preload}`,
    '--require ./missing.cjs',
    '--inspect',
    '--inspect-brk',
  ]) {
    const env = { ...process.env, NODE_OPTIONS }
    expect(await findNode(wrapper, env)).toEqual({ path: wrapper, version: process.version })
  }
})

test('a program that is not Node is named', async () => {
  await using folder = await temporaryFolder()
  const file = await writeScript(folder.path, 'echo v22.12.0')
  await expect(findNode(file)).rejects.toMatchObject({
    code: 'BAD_NODE',
    message: `No servers can run: ${file} does not answer like Node.`,
  })
})
