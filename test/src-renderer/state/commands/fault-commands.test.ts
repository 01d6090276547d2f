// What is typed of faults in the palette, and the calls that it makes.
import { expect, test, vi } from 'vitest'
import type { HostApi, RunSummary } from '../../../../src-main/contract/index.ts'
import type { Command, CommandContext } from '../../../../src-renderer/state/commands/command.ts'
import { faultCommands } from '../../../../src-renderer/state/commands/fault-commands.ts'
import { findCommands } from '../../../../src-renderer/state/commands/registry.ts'
import { Inspector } from '../../../../src-renderer/state/inspector.svelte.ts'
import { LaneRows } from '../../../../src-renderer/state/lane-rows.svelte.ts'
import { Panels } from '../../../../src-renderer/state/panels.svelte.ts'
import type { Run } from '../../../../src-renderer/state/run.svelte.ts'
import { liveSession } from '../../fake-session.ts'

async function start() {
  const fault = vi.fn<HostApi['fault']>().mockResolvedValue()
  const { session, summary, emit, record } = await liveSession({ fault })
  session.connectionStatus = 'connected'
  record(0)
  const change = (faults: Record<string, RunSummary['servers'][number]['faults']>): void => {
    const servers = summary.servers.map((server) => ({
      ...server,
      pairLinks: ['control', 'rpc'] as RunSummary['servers'][number]['pairLinks'],
      faults: faults[server.id] ?? [],
    }))
    emit({ type: 'runChanged', run: { ...summary, servers } })
  }
  change({})
  const inspector = new Inspector(session.run as Run)
  const context: CommandContext = {
    session,
    screen: {
      inspector,
      panels: new Panels(),
      rows: new LaneRows(session.run as Run),
      focusFilter: () => undefined,
      cycleRegion: () => undefined,
    },
  }
  const typed = (text: string): Command[] =>
    findCommands(context, text, [])
      .map(({ command }) => command)
      .filter(({ id }) => id.startsWith('fault.'))
  const calls = (): unknown[] => fault.mock.calls.map((call) => call.slice(1))
  return { session, context, change, typed, calls, fault }
}

test('one pair, with a value', async () => {
  const { typed, calls } = await start()
  const [first] = typed('delay chat-1 connector-1 200')
  expect(first?.title).toBe('Delay the link between chat-1 and connector-1 by 200 ms')
  await first?.run()
  expect(calls()).toEqual([['chat-1', 'rpc', { kind: 'delay', ms: 200 }, 'connector-1']])
  expect(typed('cut chat-1 master-1')[0]?.title).toBe('Cut the link between chat-1 and master-1')
  expect(typed('cut chat-1 conn').map(({ title }) => title)).toEqual(
    expect.arrayContaining(['Cut the link between chat-1 and connector-1']),
  )
})

test('one direction of a pair, or of all links', async () => {
  const { typed, calls } = await start()
  const [first] = typed('delay chat-1 connector-1 200 receiving')
  expect(first?.title).toBe('Delay the link from connector-1 to chat-1 by 200 ms')
  await first?.run()
  expect(calls()).toEqual([
    ['chat-1', 'rpc', { kind: 'delay', ms: 200, direction: 'receiving' }, 'connector-1'],
  ])
  expect(typed('drop chat-1 20 % sending')[0]?.title).toBe(
    'Drop 20 % of the packets on the RPC links of chat-1 (sending only)',
  )
})

test('all servers of a type at once', async () => {
  const { typed, calls } = await start()
  const [first] = typed('drop chat 20 %')
  expect(first?.title).toMatch(/^Drop 20 % of the packets on the RPC links of chat-1/)
  await first?.run()
  expect(calls().length).toBeGreaterThan(1)
  expect(calls()[0]).toEqual(['chat-1', 'rpc', { kind: 'drop', rate: 0.2 }, undefined])
})

test('what is typed half, or is no value, offers nothing that was not meant', async () => {
  const { typed } = await start()
  const titles = (text: string): string[] => typed(text).map(({ title }) => title)
  expect(titles('delay chat-1 0').filter((title) => title.startsWith('Delay'))).toEqual([])
  expect(titles('cut nobody-1')).toEqual([])
  expect(titles('cut chat-1 nobody-1')).toEqual([])
  expect(typed('cut ').length).toBeLessThanOrEqual(30)
})

test('healing one server heals the pairs that others have with it too; healing all heals everything', async () => {
  const { typed, change, calls, fault } = await start()
  expect(typed('heal chat-1')[0]?.unavailable).toBe('chat-1 has no injected fault.')
  change({
    'connector-1': [{ link: 'rpc', peer: 'chat-1', fault: { kind: 'cut' } }],
    'chat-1': [{ link: 'rpc', fault: { kind: 'hang' } }],
    'chat-2': [{ link: 'control', fault: { kind: 'cut' } }],
  })
  await typed('heal chat-1')[0]?.run()
  expect(calls().toSorted()).toEqual(
    [
      ['connector-1', 'rpc', null, 'chat-1'],
      ['chat-1', 'rpc', null, undefined],
    ].toSorted(),
  )
  fault.mockClear()
  await typed('heal all')[0]?.run()
  expect(calls()).toHaveLength(3)
})

test('without a launcher nothing can be injected', async () => {
  const { session, context } = await start()
  session.connectionStatus = 'lost'
  const commands = faultCommands(context, 'cut chat-1')
  expect(commands.length).toBeGreaterThan(0)
  expect(commands.every(({ unavailable }) => unavailable !== undefined)).toBe(true)
})
