// Another user takes the ports of a cluster that restarts (PROTOCOL.md §2.1).
import { it } from 'vitest'
import { surviveSquatter } from '../support/squatted-cluster.ts'

it('another user who takes freed ports hears no secret and commands nobody', { timeout: 90_000 }, () =>
  surviveSquatter(0),
)
