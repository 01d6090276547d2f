import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createHost } from '../../../src-main/host/host.ts'
import type { HostEvent } from '../../../src-main/contract/index.ts'
import { encodeLine, type TimelineLine } from '../../../src-main/timeline/index.ts'
import { planOf } from '../../support/cluster.ts'
import { downloadExport } from '../../support/exported.ts'
import { temporaryFolder } from '../../support/grove.ts'
import { fakeServer } from '../../support/fake-cluster.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'
import { trustProject } from '../../support/trust-project.ts'
import { recordedLines } from '../../support/recorded-lines.ts'

async function makeProject(folder: string, source = 'export default (') {
  const project = join(folder, 'project')
  await mkdir(join(project, 'servers/chat/remote'), { recursive: true })
  await writeFile(join(project, 'servers/chat/remote/room.ts'), source)
  await writeFile(join(project, 'grove.json'), '{ "name": "mine", "servers": { "chat": { "count": 2 } } }')
  return { host: createHost({ shell: 'web', state: join(folder, 'state') }), project }
}

test('a folder can be previewed before it is trusted, and started only after', async () => {
  await using folder = await temporaryFolder()
  const { host, project } = await makeProject(folder.path)
  const target = { kind: 'path', path: project } as const
  expect(await host.api.preview(target)).toMatchObject({
    name: 'mine',
    trusted: false,
    problems: [],
    servers: [
      { id: 'chat-1', serverType: 'chat', port: 'auto' },
      { id: 'chat-2', serverType: 'chat', port: 'auto' },
    ],
    files: [{ serverType: 'chat', services: ['servers/chat/remote/room.ts'], lifecycle: null }],
  })
  await expect(host.api.start(target)).rejects.toMatchObject({ code: 'UNTRUSTED' })
  await trustProject(host.api, project)
  expect(await host.api.preview(target)).toMatchObject({ trusted: true })
  await expect(host.api.start(target)).rejects.toMatchObject({ code: 'COMPILE_FAILED' })
  expect(await host.api.runs()).toEqual([])
})

test('problems of a plan or a project are in the preview', async () => {
  await using folder = await temporaryFolder()
  const { host, project } = await makeProject(folder.path)
  await writeFile(join(project, 'servers/chat/remote/room.js'), '')
  const target = { kind: 'path', path: project } as const
  expect(await host.api.preview(target)).toMatchObject({ files: [], problems: [{ code: 'BAD_PROJECT' }] })
  await writeFile(join(project, 'grove.json'), '{ "name": 1 }')
  const { plan, problems } = await host.api.preview(target)
  expect(plan).toBe(null)
  expect(problems.map(({ field }) => field)).toEqual(['name', 'servers'])
})

test('the preview warns about a plan that would use most of the memory', async () => {
  await using folder = await temporaryFolder()
  const { host, project } = await makeProject(folder.path)
  const each = 15 * 1024 ** 2
  const types = Math.ceil((process.availableMemory() * 0.7) / each / 500)
  const servers = Object.fromEntries(Array.from({ length: types }, (_, n) => [`t${n}`, { count: 500 }]))
  await writeFile(join(project, 'grove.json'), JSON.stringify({ name: 'many', servers }))
  const { problems, warnings } = await host.api.preview({ kind: 'path', path: project })
  expect(problems).toEqual([])
  expect(warnings).toEqual([expect.stringMatching(/^\d+ processes need at least .* GB of memory/)])
})

test('a sample needs no trust', async () => {
  const host = createHost({ shell: 'web' })
  expect(await host.api.preview({ kind: 'sample', name: 'chat' })).toMatchObject({
    trusted: true,
    problems: [],
  })
  expect((await host.api.home()).samples.map(({ name }) => name)).toContain('chat')
  await expect(host.api.preview({ kind: 'sample', name: '../chat' })).rejects.toMatchObject({
    code: 'NO_SUCH_SAMPLE',
  })
})

test('a timeline is opened read-only, listed, exported, remembered, and closed', async () => {
  await using folder = await temporaryFolder()
  const { header, events, footer } = syntheticTimeline({ servers: 3 })
  const file = join(folder.path, 'run.ndjson')
  await writeFile(file, [header, ...events, ...(footer ? [footer] : [])].map(encodeLine).join(''))
  const { host } = await makeProject(folder.path)
  const told: HostEvent['type'][] = []
  host.listen(({ type }) => told.push(type))
  const { run, readOnly, status, servers } = await host.api.open(file)
  expect({ readOnly, status }).toEqual({ readOnly: true, status: 'ended' })
  expect(servers).toHaveLength(4)
  expect(await recordedLines((from) => host.api.lines(run, from))).toEqual([header, ...events, footer])
  const { bytes, note } = await downloadExport(host.api, run, 'mermaid')
  expect(bytes.toString()).toContain('sequenceDiagram')
  expect(note).toMatch(/of \d+ events\./)
  await expect(host.api.act(run, 'chat-1', 'kill')).rejects.toMatchObject({ code: 'READ_ONLY' })
  expect((await host.api.home()).recent).toMatchObject([{ kind: 'timeline', path: file }])
  await host.api.close(run)
  await expect(host.api.lines(run, 0)).rejects.toMatchObject({ code: 'NO_SUCH_RUN' })
  expect(told).toEqual(['runChanged', 'runClosed'])
})

test('an export is made part by part, and ends when it is cancelled, replaced, or its window disconnects', async () => {
  await using folder = await temporaryFolder()
  const { header, events, footer } = syntheticTimeline({ servers: 3 })
  const file = join(folder.path, 'run.ndjson')
  await writeFile(file, [header, ...events, ...(footer ? [footer] : [])].map(encodeLine).join(''))
  const { host } = await makeProject(folder.path)
  const { run } = await host.api.open(file)
  const { api, disconnect } = host.connect()
  await expect(api.export(run, 'csv', { filter: 'phase:' })).rejects.toMatchObject({ code: 'BAD_QUERY' })

  const given = await api.export(run, 'ndjson')
  const part = api.exportPart(given)
  await api.cancelExport(given)
  await expect(part).rejects.toMatchObject({ code: 'EXPORT_ENDED' })
  await expect(api.exportPart(given)).rejects.toMatchObject({ code: 'NO_SUCH_EXPORT' })

  const first = await api.export(run, 'ndjson')
  const second = await api.export(run, 'csv')
  await expect(api.exportPart(first)).rejects.toMatchObject({ code: 'NO_SUCH_EXPORT' })
  expect((await downloadExport(host.api, run, 'mermaid')).name).toBe('synthetic.mmd')
  const lines = events.length + 2
  expect(await api.exportPart(second)).toMatchObject({
    read: lines,
    of: lines,
    file: { name: 'synthetic.csv' },
  })

  const left = await api.export(run, 'ndjson')
  disconnect()
  await expect(api.exportPart(left)).rejects.toMatchObject({ code: 'NO_SUCH_EXPORT' })
  await host.close()
})

test('a file that is not a timeline is refused in one sentence', async () => {
  await using folder = await temporaryFolder()
  const { host, project } = await makeProject(folder.path)
  await expect(host.api.open(join(project, 'grove.json'))).rejects.toMatchObject({ code: 'BAD_TIMELINE' })
  await expect(host.api.open(join(project, 'none'))).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: `${join(project, 'none')} cannot be read: there is no such file.`,
  })
})

test('folders are listed first, then plans and timelines, and nothing else', async () => {
  await using folder = await temporaryFolder()
  const { host, project } = await makeProject(folder.path)
  for (const name of ['b.ndjson', 'a.txt', '.hidden.ndjson']) await writeFile(join(project, name), '')
  await mkdir(join(project, 'node_modules'))
  const { entries, project: found, parent } = await host.api.browse(project)
  expect(entries.map(({ name, kind }) => [name, kind])).toEqual([
    ['servers', 'folder'],
    ['b.ndjson', 'timeline'],
    ['grove.json', 'plan'],
  ])
  expect({ found, parent: parent !== null }).toEqual({ found: 'grove', parent: true })
  await expect(host.api.browse(join(project, 'none'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('the events of a run begin with its first line and end with the exit code of its stop', async () => {
  await using folder = await temporaryFolder()
  const { host, project } = await makeProject(folder.path, 'export default () => ({})')
  const target = { kind: 'path', path: project } as const
  const lines: TimelineLine[] = []
  host.listen((event) => {
    if (event.type === 'linesRecorded' && event.first === lines.length) lines.push(...event.lines)
  })
  const run = 'the-run'
  const options = { run, plan: planOf({ name: 'mine', servers: { chat: {} } }), directory: project }
  await host.start(target, { ...options, state: join(folder.path, 'state'), runFile: fakeServer })
  await host.api.stop(run, { exitCode: 3, drainMs: 10 })
  expect(lines[0]).toMatchObject({ t: 'header', run })
  expect(lines.at(-1)).toMatchObject({ t: 'footer', exit: 3 })
  expect(await recordedLines((from) => host.api.lines(run, from))).toEqual(lines)
  const [summary] = await host.api.runs()
  expect(summary).toMatchObject({ run, status: 'ended', target, readyMs: null, convergedMs: null })
  await host.close()
})

test('a run that cannot start is closed', async () => {
  await using folder = await temporaryFolder()
  const { host, project } = await makeProject(folder.path)
  const events: string[] = []
  host.listen(({ type }) => events.push(type))
  const plan = planOf({ name: 'mine', servers: { chat: {} } })
  const options = { plan, directory: project, state: join(folder.path, 'state') }
  await expect(host.start({ kind: 'path', path: project }, options)).rejects.toMatchObject({
    code: 'COMPILE_FAILED',
  })
  expect(await host.api.runs()).toEqual([])
  expect(events.at(-1)).toBe('runClosed')
  await host.close()
})
