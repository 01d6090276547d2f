import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { LiveView, type Screen } from '../../../src-main/cli/live-view.ts'
import { prepareFakeCluster } from '../../support/fake-cluster.ts'
import { temporaryFolder } from '../../support/grove.ts'

const ESCAPE = '\u001B['

/** A terminal that supports lines, cursor up and clear below. */
class Terminal implements Screen {
  readonly isTTY = true
  readonly columns = 40
  rows = 24
  lines: string[] = []

  write(text: string): void {
    const end = text.indexOf(`A${ESCAPE}J`)
    const up = text.startsWith(ESCAPE) && end > 0 ? Number(text.slice(ESCAPE.length, end)) : 0
    this.lines = this.lines.slice(0, this.lines.length - up)
    this.lines.push(...stripVTControlCharacters(text).split('\n').slice(0, -1))
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
  await show({ write: (text) => texts.push(text) }, { chat: {} })
  const changes = texts.map((text) => text.trim().split(/ +/).slice(2).join(' '))
  expect(changes.filter((change) => change.startsWith('chat-1'))).toEqual([
    'chat-1 spawned',
    'chat-1 ready',
    'chat-1 stopping',
    'chat-1 exited',
  ])
})
