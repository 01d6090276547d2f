// What the user changes in the cluster, and its undo.
import { expect, test, vi } from 'vitest'
import { HostError, type HostApi, type ServerSummary } from '../../../src-main/contract/index.ts'
import { changeFaults, healServers } from '../../../src-renderer/state/fault-actions.ts'
import { scaleType } from '../../../src-renderer/state/scaling.ts'
import { actOnServers } from '../../../src-renderer/state/server-actions.ts'
import { liveSession } from '../fake-session.ts'

async function start(api: Partial<HostApi> = {}) {
  const fake = await liveSession(api)
  fake.session.connectionStatus = 'connected'
  const server = (id: string): ServerSummary => {
    const found = fake.session.run?.summary.servers.find((known) => known.id === id)
    if (!found) throw new Error(`no server ${id}`)
    return found
  }
  /** What the host says about a server from now on. */
  const change = (id: string, changes: Partial<ServerSummary>): void => {
    const summary = fake.session.run?.summary ?? fake.summary
    const servers = summary.servers.map((known) => (known.id === id ? { ...known, ...changes } : known))
    fake.emit({ type: 'runChanged', run: { ...summary, servers } })
  }
  const exit = (id: string): void => change(id, { status: 'exited', pid: null })
  return { ...fake, server, change, exit }
}

test('a kill is undone by a start, as soon as the server has ended', async () => {
  const act = vi.fn<HostApi['act']>().mockResolvedValue()
  const { session, server, exit } = await start({ act })
  expect(session.actions.undoObstacle).toBe('Nothing to undo.')
  await actOnServers(session, 'kill', [server('chat-1')])
  exit('chat-1')
  expect(session.actions.last?.text()).toBe('You killed chat-1')
  expect(session.actions.last?.undo?.text()).toBe('start chat-1 again')
  await session.actions.undo()
  expect(act.mock.lastCall?.slice(1)).toEqual(['chat-1', 'spawn'])
  expect(session.actions.last?.text()).toBe('Undone: start chat-1 again')
  expect(session.actions.undoObstacle).toBe('Undone: start chat-1 again: this cannot be undone.')
})

test('an undo that does not fit any more says why and does nothing', async () => {
  const act = vi.fn<HostApi['act']>().mockResolvedValue()
  const { session, server, change, exit, summary, emit } = await start({ act })
  await actOnServers(session, 'kill', [server('chat-1')])
  expect(session.actions.undoObstacle).toContain('chat-1 cannot be started now')
  exit('chat-1')
  expect(session.actions.undoObstacle).toBeNull()
  change('chat-1', { desired: 'removed' })
  expect(session.actions.undoObstacle).toContain('chat-1 cannot be started now')
  await session.actions.undo()
  expect(act).toHaveBeenCalledOnce()
  emit({ type: 'runChanged', run: { ...summary, status: 'ended' } })
  expect(session.actions.undoObstacle).toBe('The run has ended: nothing can be undone.')
})

test('a restart cannot be undone', async () => {
  const { session, server } = await start({ act: async () => undefined })
  await actOnServers(session, 'restart', [server('chat-1')])
  expect(session.actions.undoObstacle).toBe('You restarted chat-1: this cannot be undone.')
})

test('what failed is named, and what succeeded can be undone', async () => {
  const act = vi.fn<HostApi['act']>().mockImplementation(async (_run, id) => {
    if (id === 'chat-1') throw new HostError({ code: 'NOT_RUNNING', message: 'chat-1 is not running.' })
  })
  const { session, summary } = await start({ act })
  const members = summary.servers.filter(({ role }) => role !== 'master')
  await actOnServers(session, 'pause', members)
  expect(session.problem?.message).toContain('chat-1: chat-1 is not running.')
  expect(session.problem?.message).toContain(`The other ${members.length - 1} succeeded.`)
  expect(session.actions.last?.text()).not.toContain('chat-1')
})

test('the master ends last and starts first', async () => {
  const order: string[] = []
  const act: HostApi['act'] = async (_run, id) => void order.push(id)
  const { session, exit } = await start({ act })
  const all = session.run?.summary.servers ?? []
  const master = all.find(({ role }) => role === 'master')?.id
  await actOnServers(session, 'kill', all)
  expect(order.at(-1)).toBe(master)
  for (const { id } of all) exit(id)
  order.length = 0
  await session.actions.undo()
  expect(order[0]).toBe(master)
  expect(order).toHaveLength(all.length)
})

test('the undo of a fault brings back the fault before, or heals', async () => {
  const fault = vi.fn<HostApi['fault']>().mockResolvedValue()
  const { session, server, change } = await start({ fault })
  await changeFaults(session, [{ server: 'chat-1', link: 'rpc', fault: { kind: 'cut' } }])
  expect(session.actions.last?.undo?.text()).toBe('heal chat-1')
  change('chat-1', { faults: [{ link: 'rpc', fault: { kind: 'cut' } }] })
  await healServers(session, [server('chat-1')])
  expect(session.actions.last?.text()).toBe('You healed chat-1')
  await session.actions.undo()
  expect(fault.mock.calls.map((call) => call.slice(1))).toEqual([
    ['chat-1', 'rpc', { kind: 'cut' }, undefined],
    ['chat-1', 'rpc', null, undefined],
    ['chat-1', 'rpc', { kind: 'cut' }, undefined],
  ])
})

test('the undo of scaling brings back the count before', async () => {
  const scale = vi.fn<HostApi['scale']>().mockResolvedValue()
  const { session, summary, emit } = await start({ scale })
  const before = summary.servers.filter(({ serverType }) => serverType === 'chat').length
  await scaleType(session, 'chat', before + 2)
  expect(session.actions.undoObstacle).toContain('there is nothing to undo')
  const [one] = summary.servers.filter(({ serverType }) => serverType === 'chat')
  if (one)
    emit({ type: 'runChanged', run: { ...summary, servers: [...summary.servers, { ...one, id: 'chat-9' }] } })
  await session.actions.undo()
  expect(scale.mock.lastCall?.slice(1)).toEqual(['chat', before])
})

test('a call that ends late does not replace a later change', async () => {
  let end = (): void => undefined
  const act: HostApi['act'] = (_run, id) =>
    id === 'chat-1' ? new Promise((resolve) => (end = resolve)) : Promise.resolve()
  const { session, server, summary } = await start({ act })
  const other = summary.servers.find(({ id, role }) => role !== 'master' && id !== 'chat-1')?.id ?? ''
  const late = actOnServers(session, 'stop', [server('chat-1')])
  await actOnServers(session, 'pause', [server(other)])
  end()
  await late
  expect(session.actions.last?.text()).toBe(`You paused ${other}`)
})
