import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { LiveView } from '../../../src-main/cli/live-view.ts'
import type { Screen } from '../../../src-main/cli/terminal-screen.ts'
import { prepareFakeCluster } from '../../support/fake-cluster.ts'
import { temporaryFolder } from '../../support/grove.ts'

class Terminal implements Screen {
  readonly isLive = true
  columns = 40
  rows = 24
  lines: string[] = []

  print(text: string): void {
    throw new Error(`printed below the drawing: ${text}`)
  }

  redraw(lines: string[]): void {
    this.lines = lines.map((line) => stripVTControlCharacters(line))
  }
}

async function show(screen: Screen, servers: Record<string, object>): Promise<void> {
  await using folder = await temporaryFolder()
  const { cluster, summary, allReady } = await prepareFakeCluster(folder.path, servers)
  const view = new LiveView(screen)
  await cluster.start()
  view.update(summary())
  cluster.on('changed', () => view.update(summary()))
  await allReady()
  view.stopping()
  await cluster.stop()
  view.stop(summary())
}

test('a terminal is redrawn in place, with no line wider than it', async () => {
  const terminal = new Terminal()
  await show(terminal, { chat: { count: 2 }, ['a-server-type-with-a-very-long-name']: {} })
  expect(terminal.lines.map((line) => line.trim().split(/ +/).slice(0, 3))).toEqual([
    ['○', 'master-1', 'exited'],
    ['○', 'chat-1', 'exited'],
    ['○', 'chat-2', 'exited'],
    ['○', 'a-server-type-with-a-very-long-name'],
    [''],
    ['stopped'],
  ])
  expect(Math.max(...terminal.lines.map(({ length }) => length))).toBeLessThan(40)
})

test('a terminal with few rows gets one line for each type', async () => {
  const terminal = new Terminal()
  terminal.rows = 6
  await show(terminal, { chat: { count: 4 } })
  expect(terminal.lines.slice(0, 2).map((line) => line.trim())).toEqual([
    expect.stringMatching(/^◌ master +0 of 1 ready$/),
    expect.stringMatching(/^◌ chat +0 of 4 ready$/),
  ])
})

test('a pipe gets one line for each change', async () => {
  const texts: string[] = []
  await show(
    { isLive: false, columns: 0, rows: 0, redraw: () => {}, print: (text) => void texts.push(text) },
    { chat: {} },
  )
  const changes = texts.map((text) => text.trim().split(/ +/).slice(2).join(' '))
  expect(changes.filter((change) => change.startsWith('chat-1'))).toEqual([
    'chat-1 spawned',
    'chat-1 ready',
    'chat-1 stopping',
    'chat-1 exited',
  ])
})

test('a terminal with fewer rows than types gets the last line only', async () => {
  const terminal = new Terminal()
  terminal.rows = 5
  await show(terminal, { chat: {}, gate: {} })
  expect(terminal.lines).toEqual(['', 'stopped'])
})

test('a server that waits is shown with what it waits for', async () => {
  const texts: string[] = []
  const pipe = {
    isLive: false,
    columns: 0,
    rows: 0,
    redraw: () => {},
    print: (text: string) => void texts.push(text),
  }
  await show(pipe, { chat: { dependsOn: { master: 'ready' } } })
  expect(texts.join('')).toMatch(/ chat-1 waits for master-1: .*\n(?:.*\n)*.* chat-1 ready\n/)
  const terminal = new Terminal()
  terminal.columns = 100
  await using folder = await temporaryFolder()
  const { cluster, summary } = await prepareFakeCluster(folder.path, {
    chat: { dependsOn: { master: 'ready' } },
  })
  await cluster.start()
  new LiveView(terminal).stop(summary())
  await cluster.stop()
  expect(terminal.lines[1]).toMatch(/^ {2}· chat-1 +waiting +waits/)
})
