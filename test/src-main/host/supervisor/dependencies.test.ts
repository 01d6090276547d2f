import { expect, test } from 'vitest'
import { stopInOrder } from '../../../../src-main/host/supervisor/dependencies.ts'

test('each server stops once all that depend on it have stopped, and the others at the same time', async () => {
  const servers = ['db-1', 'chat-1', 'chat-2', 'web-1', 'alone-1'].map((id) => ({
    id,
    serverType: id.slice(0, -2),
  }))
  const dependsOn = new Map([
    ['chat', { 'db-1': 'ready' }],
    ['web', { chat: 'started', db: 'ready' }],
  ] as const)
  const rows: string[] = []
  await stopInOrder(
    servers,
    ({ serverType }) => dependsOn.get(serverType as 'chat') ?? {},
    async ({ id }) => {
      rows.push(`${id} stops`)
      await Promise.resolve()
      rows.push(`${id} has stopped`)
    },
  )
  const at = (row: string) => rows.indexOf(row)
  expect(rows).toHaveLength(10)
  expect(rows.slice(0, 2).toSorted()).toEqual(['alone-1 stops', 'web-1 stops'])
  for (const chat of ['chat-1', 'chat-2']) {
    expect(at(`${chat} stops`)).toBeGreaterThan(at('web-1 has stopped'))
    expect(at('db-1 stops')).toBeGreaterThan(at(`${chat} has stopped`))
  }
})
