import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { launch } from '../../../src-main/host/launch.ts'
import { planOf } from '../../support/cluster.ts'
import { temporaryFolder } from '../../support/grove.ts'

/** The files below a folder that this process has open. */
async function openFiles(folder: string): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd')
  const targets = await Promise.all(
    descriptors.map((fd) => readlink(join('/proc/self/fd', fd)).catch(() => '')),
  )
  return targets.filter((target) => target.startsWith(folder))
}

test('a launch that fails midway releases its run folder and its files', async () => {
  await using folder = await temporaryFolder()
  const state = join(folder.path, 'state')
  const plan = planOf({ name: 'test', servers: { chat: {} } })
  const options = { plan, directory: folder.path, state }

  const record = join(folder.path, 'missing', 'timeline.ndjson')
  await expect(launch({ ...options, record })).rejects.toMatchObject({ code: 'CANNOT_WRITE' })
  expect(await readdir(join(state, 'runs'))).toEqual([])
  expect(await openFiles(folder.path)).toEqual([])

  const { supervisor, file, release } = await launch(options)
  await supervisor.stop()
  await release()
  expect(await readFile(file, 'utf8')).toContain('"t":"footer"')
  expect(await openFiles(folder.path)).toEqual([])
})
