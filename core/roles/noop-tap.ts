// A tap whose records nobody wants: for a master or a server that runs without Grove as its parent.
import { clockSince } from '../kit/node-clock.ts'
import { Tap } from '../tap/tap.ts'

export function noopTap(process: string): Tap {
  return new Tap({ process, now: clockSince(), sink: () => undefined, rpc: 'off' })
}
