// A link of the map as a selection: of its calls, or of the member of a control link.
import type { MapLink } from '../../flow/map-links.ts'
import { callsBetween } from '../../flow/map-traffic.ts'
import type { Inspector } from '../../state/inspector.svelte.ts'

export function chooseLink(inspector: Inspector, link: MapLink): void {
  const [one] = link.pairs
  if (link.kind === 'control') return one && inspector.selectServer(one.from)
  const places = callsBetween(inspector.run.store.events, inspector.moment.time, link.pairs)
  inspector.selectCalls({ ...endsOf(link), method: null, places })
}

export function isLinkSelected({ selection }: Inspector, link: MapLink): boolean {
  if (selection?.kind !== 'calls' || selection.method !== null || link.kind !== 'calls') return false
  const { from, to } = endsOf(link)
  return selection.from === from && selection.to === to
}

/** The names of two servers, or of the types that the link is between. */
function endsOf({ from, to, pairs }: MapLink): { from: string; to: string } {
  const [one] = pairs
  if (pairs.length === 1 && one) return one
  return { from: from.replace('type:', ''), to: to.replace('type:', '') }
}
