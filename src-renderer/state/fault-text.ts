// Faults as titles of what injects them.
import type { FaultDirection, LinkFault, LinkKind } from '../../src-main/contract/index.ts'
import { words } from '../words/words.svelte.ts'
import { directionOf } from './fault-draft.ts'

/** "the link between chat-1 and gate-1", "the link from chat-1 to gate-1", "the RPC links of chat-1 (sending only)". */
export function linksText(
  link: LinkKind,
  server: string,
  peer: string | undefined,
  direction?: FaultDirection,
): string {
  const { linkBetween, linkFrom, rpcLinks, controlLink } = words.faults
  if (peer !== undefined) {
    if (direction === undefined) return linkBetween(server, peer)
    return direction === 'sending' ? linkFrom(server, peer) : linkFrom(peer, server)
  }
  const links = link === 'rpc' ? rpcLinks(server) : controlLink(server)
  return direction === undefined ? links : words.sentences.facts.oneWay(links, direction)
}

/** "Delay the RPC links of chat-1 by 200 ms". */
export function injectText(
  fault: LinkFault,
  link: LinkKind,
  server: string,
  peer: string | undefined,
): string {
  const where = linksText(link, server, peer, directionOf(fault))
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
