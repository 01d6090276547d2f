// Another user keeps the ports of a cluster that restarts for a minute (PROTOCOL.md §2.1).
import { expect, it } from 'vitest'
import { SERVERS, surviveSquatter } from '../support/squatted-cluster.ts'

it('another user who has freed ports for a minute hears no secret and commands nobody', async () => {
  const squatted = await surviveSquatter(60_000)
  expect(squatted).toEqual({
    secrets: [],
    sameProcesses: true,
    statuses: new Set(['reconnecting']),
    warned: new Set(SERVERS),
  })
})
