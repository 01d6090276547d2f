// A folder may hold anything: looking at it takes one sentence, and Grove goes on.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { createHost } from '../../../../src-main/host/host.ts'
import { findPlan, loadPlan } from '../../../../src-main/host/project/plan-file.ts'
import { readTimeline } from '../../../../src-main/host/run.ts'
import { encodeLine } from '../../../../src-main/timeline/index.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { HUGE_FILE, ODD_FILES } from '../../../support/odd-files.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'
import { recordedLines } from '../../../support/recorded-lines.ts'

const isWindows = process.platform === 'win32'

async function makeProject(folder: string) {
  const directory = join(folder, 'project')
  await mkdir(join(directory, 'servers/chat/remote'), { recursive: true })
  await writeFile(join(directory, 'grove.json'), '{ "name": "mine", "servers": { "chat": {} } }')
  return { directory, api: createHost({ shell: 'web', state: join(folder, 'state') }).api }
}

test.skipIf(isWindows).each(Object.entries({ ...ODD_FILES, 'a huge file': HUGE_FILE }))(
  '%s in place of a file costs one sentence',
  async (kind, { reason, make }) => {
    await using folder = await temporaryFolder()
    const { api, directory } = await makeProject(folder.path)
    const target = { kind: 'path', path: directory } as const
    const preview = async () => {
      const { problems } = await api.preview(target)
      return problems.map(({ message }) => message)
    }
    const inPlace = async (name: string) => {
      const file = join(directory, name)
      await rm(file, { force: true })
      await mkdir(dirname(file), { recursive: true })
      await make(file)
      return { file, remove: () => rm(file, { recursive: true }) }
    }

    const env = await inPlace('.env')
    expect(await preview()).toEqual([`${env.file} cannot be read: ${reason}.`])
    await env.remove()
    // A file of any size is compiled.
    if (kind !== 'a huge file') {
      const service = await inPlace('servers/chat/remote/talk.ts')
      expect(await preview()).toEqual([`servers/chat/remote/talk.ts cannot be read: ${reason}.`])
      await service.remove()
    }
    const plan = await inPlace('grove.json')
    expect(await preview()).toEqual([`${plan.file} cannot be read: ${reason}.`])
    await plan.remove()
    const config = await inPlace('config/servers.json')
    if (kind !== 'a link to itself') {
      expect(await preview()).toEqual([`${config.file} cannot be read: ${reason}.`])
    }
    await config.remove()
  },
)

test.skipIf(isWindows).each(Object.entries(ODD_FILES))(
  '%s is not opened as a timeline or a report',
  async (_, odd) => {
    await using folder = await temporaryFolder()
    const { api, directory } = await makeProject(folder.path)
    for (const name of ['x.ndjson', 'y.html', 'z.ndjson.gz']) {
      const file = join(directory, name)
      await odd.make(file)
      await expect(api.open(file)).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: `${file} cannot be read: ${odd.reason}.`,
      })
    }
  },
)

test.skipIf(isWindows)('a FIFO beside a timeline is neither its journal nor a log', async () => {
  await using folder = await temporaryFolder()
  const { api, directory } = await makeProject(folder.path)
  const { header, events } = syntheticTimeline({ servers: 3 })
  await writeFile(join(directory, 'timeline.ndjson'), [header, ...events].map(encodeLine).join(''))
  await mkdir(join(directory, 'logs'))
  const fifo = ODD_FILES['a FIFO']
  for (const name of ['pending-packets.ndjson', 'logs/chat-1.log', 'logs/chat-1.times']) {
    await fifo?.make(join(directory, name))
  }
  const { run } = await api.open(join(directory, 'timeline.ndjson'))
  expect(await recordedLines((from) => api.lines(run, from))).toHaveLength(1 + events.length)
  await expect(api.logs(run, {})).rejects.toThrow('named pipe')
  await api.close(run)
})

test.skipIf(isWindows)('a pipe that the user names is read as a timeline, and is no plan', async () => {
  await using folder = await temporaryFolder()
  const { directory } = await makeProject(folder.path)
  const { header, events } = syntheticTimeline({ servers: 3 })
  const pipe = join(directory, 'pipe')
  await ODD_FILES['a FIFO']?.make(pipe)
  const reading = readTimeline(pipe)
  await writeFile(pipe, [header, ...events].map(encodeLine).join(''))
  expect((await reading).events).toHaveLength(events.length)
  const { file } = await findPlan(pipe)
  await expect(loadPlan(file)).rejects.toMatchObject({
    code: 'BAD_PLAN',
    message: `${file} cannot be read: it is a named pipe.`,
  })
})

test('a folder with very many entries is listed in part', async () => {
  await using folder = await temporaryFolder()
  const { api, directory } = await makeProject(folder.path)
  const names = Array.from({ length: 3_000 }, (_, n) => join(directory, `${n}.ndjson`))
  await Promise.all(names.map((name) => writeFile(name, '')))
  const { entries, omitted, project } = await api.browse(directory)
  expect({ first: entries[0]?.name, shown: entries.length, omitted, project }).toEqual({
    first: 'servers',
    shown: 2_000,
    omitted: 1_002,
    project: 'grove',
  })
  expect(await api.preview({ kind: 'path', path: directory })).toMatchObject({ problems: [] })
})
