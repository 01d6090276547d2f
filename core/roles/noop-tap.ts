// A tap that discards its records, for a process whose parent does not read them.
import { clockSince } from '../kit/node-clock.ts'
import { Tap } from '../tap/tap.ts'

export function noopTap(process: string): Tap {
  return new Tap({ process, now: clockSince(), sink: () => undefined, rpc: 'off' })
}
