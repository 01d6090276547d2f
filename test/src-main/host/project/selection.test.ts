import { expect, test } from 'vitest'
import { parsePlan, problemOf, type ClusterPlan } from '../../../../src-main/contract/index.ts'
import { selectServers } from '../../../../src-main/host/project/selection.ts'

function plan(servers: object = { gate: {}, chat: { count: 4 } }): ClusterPlan {
  const parsed = parsePlan({ name: 'test', servers })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.plan
}
const ids = (selection: Parameters<typeof selectServers>[1]) =>
  selectServers(plan(), selection)
    .map(({ id }) => id)
    .join(' ')

test('a selection by types and ids keeps the requested order and includes the master', () => {
  expect(ids({})).toBe('master-1 gate-1 chat-1 chat-2 chat-3 chat-4')
  expect(ids({ only: ['gate', 'chat-3'] })).toBe('master-1 gate-1 chat-3')
  expect(ids({ only: ['chat'], order: ['chat-4', 'gate-1', 'master-1'] })).toBe(
    'chat-4 master-1 chat-1 chat-2 chat-3',
  )
  expect(() => ids({ only: ['chat-5'] })).toThrow(
    'The plan has no server chat-5; it has: gate, chat, master-1, gate-1, chat-1, chat-2, chat-3, chat-4.',
  )
})

test('the same seed gives the same order, another seed another one', () => {
  expect(ids({ seed: 1 })).toBe('chat-3 gate-1 chat-4 chat-1 master-1 chat-2')
  expect(ids({ seed: 1, only: ['chat'] })).not.toContain('gate')
  const orders = new Set(Array.from({ length: 50 }, (_, seed) => ids({ seed })))
  expect(orders.size).toBeGreaterThan(40)
})

test('a selection without servers is refused, with what to change', () => {
  const refusal = (servers: object, selection: Parameters<typeof selectServers>[1] = {}) => {
    try {
      return selectServers(plan(servers), selection)
    } catch (error) {
      return problemOf(error)
    }
  }
  expect(refusal({})).toMatchObject({ code: 'NO_SERVERS', message: 'The plan has no servers.' })
  expect(refusal({ gate: { count: 0 }, chat: { count: 0 } })).toMatchObject({
    message: 'The plan starts no servers: the count of gate, chat is 0.',
    hint: 'Raise a count in the plan, or pass --servers gate=1.',
  })
  const narrowed = { code: 'NO_SERVERS', message: 'The selection has no server besides the master.' }
  const types = { gate: { count: 0 }, chat: {} }
  for (const only of [[], ['gate'], ['master-1']]) expect(refusal(types, { only })).toMatchObject(narrowed)
})

test('a selection includes what it depends on', () => {
  const servers = {
    chat: { dependsOn: ['redis'] },
    redis: { command: 'redis-server' },
    job: { command: 'job', count: 2 },
    web: { command: 'web', dependsOn: { chat: 'started', 'job-2': 'exited' } },
  }
  const selected = (...only: string[]) => selectServers(plan(servers), { only }).map(({ id }) => id)
  expect(selected('redis')).toEqual(['master-1', 'redis-1'])
  expect(selected('chat-1')).toEqual(['master-1', 'chat-1', 'redis-1'])
  expect(selected('web')).toEqual(['master-1', 'chat-1', 'redis-1', 'job-2', 'web-1'])
})
