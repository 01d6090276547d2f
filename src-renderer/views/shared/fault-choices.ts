// The faults that can be injected, and the links of a server that they apply to, in the words of its dialect.
import type { LinkFault, LinkKind } from '../../../src-main/contract/index.ts'
import type { Dialect } from '../../../src-main/timeline/index.ts'
import type { Lane } from '../../flow/lanes.ts'

export const FAULT_CHOICES: readonly { fault: LinkFault; text: string; title: string }[] = [
  { fault: { kind: 'cut' }, text: 'Cut', title: 'Close the connections and refuse new ones' },
  { fault: { kind: 'hang' }, text: 'Hang', title: 'Neither read nor write, and keep the connections open' },
  { fault: { kind: 'delay', ms: 500 }, text: 'Delay 500 ms', title: 'Delay every packet, in order' },
  { fault: { kind: 'drop', rate: 0.2 }, text: 'Drop 20 %', title: 'Do not send some packets' },
]

/** Faults are injected where the tap is. */
export function faultLinks(kind: Lane['kind'], { hasMaster }: Dialect): { link: LinkKind; text: string }[] {
  if (kind !== 'member') return []
  return [
    { link: 'control', text: hasMaster ? 'Connection to the master' : 'Messages about members' },
    { link: 'rpc', text: hasMaster ? 'Connections to other servers' : 'Calls to other servers' },
  ]
}
