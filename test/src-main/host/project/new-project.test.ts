// A new project is a sample's copy under a name of its own, ready to run.
import { mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createHost } from '../../../../src-main/host/host.ts'
import { temporaryFolder } from '../../../support/grove.ts'

test('a project created from any sample without packages can be started', async () => {
  await using folder = await temporaryFolder()
  const { api } = createHost({ shell: 'web', state: join(folder.path, 'state') })
  const { samples } = await api.home()
  for (const { name } of samples.filter(({ packages }) => packages === 0)) {
    const directory = join(folder.path, `My ${name}!`)
    const target = await api.createProject(name, directory)
    expect(target).toEqual({ kind: 'path', path: await realpath(directory) })
    const preview = await api.preview(target)
    expect(preview).toMatchObject({ name: `my-${name}-`, layout: 'grove', trusted: true, problems: [] })
    expect(preview.files.some(({ services }) => services.length > 0)).toBe(true)
    expect(JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'))).toMatchObject({
      name: `my-${name}-`,
      private: true,
    })
  }
})

test('files of the user are never overwritten', async () => {
  await using folder = await temporaryFolder()
  const { api } = createHost({ shell: 'web', state: join(folder.path, 'state') })
  const directory = join(folder.path, 'mine')
  await mkdir(join(directory, '.git'), { recursive: true })
  await writeFile(join(directory, '.gitignore'), 'mine')
  await api.createProject('minimal', directory)
  expect(await readdir(directory)).toContain('.git')
  expect(await readFile(join(directory, '.gitignore'), 'utf8')).toBe('mine')
  await expect(api.createProject('minimal', directory)).rejects.toMatchObject({ code: 'ALREADY_THERE' })
  const file = join(folder.path, 'file')
  await writeFile(file, '')
  await expect(api.createProject('minimal', file)).rejects.toMatchObject({ code: 'ALREADY_THERE' })
  await expect(api.createProject('nothing', join(folder.path, 'new'))).rejects.toMatchObject({
    code: 'NO_SUCH_SAMPLE',
  })
  expect(await readdir(folder.path)).not.toContain('new')
})

test.each([
  ['.env', 'NODE_OPTIONS=--require ./x.cjs'],
  ['.env', 'no variable'],
  ['.pnp.cjs', ''],
  ['../.pnp.cjs', ''],
])('a project over a %s that was there is not trusted', async (name, text) => {
  await using folder = await temporaryFolder()
  const { api } = createHost({ shell: 'web', state: join(folder.path, 'state') })
  const directory = join(folder.path, 'mine')
  await mkdir(directory)
  await writeFile(join(directory, name), text)
  const target = await api.createProject('minimal', directory)
  expect(await api.preview(target)).toMatchObject({ trusted: false, changes: null })
  await expect(api.start(target)).rejects.toMatchObject({
    code: text === 'no variable' ? 'BAD_ENV' : 'UNTRUSTED',
  })
})
