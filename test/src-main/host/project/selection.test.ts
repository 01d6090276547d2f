import { expect, test } from 'vitest'
import { parsePlan, type ClusterPlan } from '../../../../src-main/contract/index.ts'
import { selectServers } from '../../../../src-main/host/project/selection.ts'

function plan(): ClusterPlan {
  const parsed = parsePlan({ name: 'test', servers: { gate: {}, chat: { count: 4 } } })
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
  expect(ids({ only: [] })).toBe('master-1')
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
