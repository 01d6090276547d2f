// Another user keeps the ports of a cluster that restarts for a minute (PROTOCOL.md §2.1).
import { it } from 'vitest'
import { surviveSquatter } from '../support/squatted-cluster.ts'

it('another user who has freed ports for a minute hears no secret and commands nobody', () =>
  surviveSquatter(60_000))
