// Another user takes the ports of a cluster that restarts (PROTOCOL.md §2.1).
import { expect, it } from 'vitest'
import { SERVERS, surviveSquatter } from '../support/squatted-cluster.ts'

it(
  'another user who takes freed ports hears no secret and commands nobody',
  { timeout: 90_000 },
  async () => {
    const squatted = await surviveSquatter(0)
    expect(squatted).toEqual({
      secrets: [],
      sameProcesses: true,
      statuses: new Set(['reconnecting']),
      warned: new Set(SERVERS),
    })
  },
)
