// Faults as titles of what injects them.
import type { LinkFault, LinkKind } from '../../src-main/contract/index.ts'
import { words } from '../words/words.svelte.ts'

/** "the link between chat-1 and gate-1", "the RPC links of chat-1". */
export function linksText(link: LinkKind, server: string, peer: string | undefined): string {
  const { linkBetween, rpcLinks, controlLink } = words.faults
  if (peer !== undefined) return linkBetween(server, peer)
  return link === 'rpc' ? rpcLinks(server) : controlLink(server)
}

/** "Delay the RPC links of chat-1 by 200 ms". */
export function injectText(fault: LinkFault, where: string): string {
  switch (fault.kind) {
    case 'cut':
      return words.faults.cut(where)
    case 'hang':
      return words.faults.hang(where)
    case 'delay':
      return words.faults.delay(where, fault.ms)
    case 'drop':
      return words.faults.drop(where, Number((fault.rate * 100).toPrecision(3)))
  }
}
