// What the map says of its nodes and links, in the current language.
import { describeFault, type Dialect, type ServerFacts } from '../../../src-main/timeline/index.ts'
import type { Lane } from '../../flow/lanes.ts'
import type { MapLink } from '../../flow/map-links.ts'
import type { StatusShape } from '../../ui/StatusGlyph.svelte'
import { words } from '../../words/words.svelte.ts'

export interface NodeText {
  title: string
  /** One or two words below the title. */
  line: string
  shape: StatusShape
  tone: ServerFacts['tone']
  /** All that is known, a sentence each. */
  facts: readonly string[]
}

/** The worst comes first. */
const TONES: readonly ServerFacts['tone'][] = ['bad', 'wait', 'unknown', 'good', 'off']

export function serverText(id: string, facts: ServerFacts, lane: Lane | undefined): NodeText {
  const texts = words.map
  const inParent = lane?.parent ? [texts.inParent(lane.parent)] : []
  const fault = facts.faults.find(({ link }) => link !== null)
  const kind = lane?.kind === 'resource' ? [texts.programs] : []
  return {
    title: id,
    line: fault ? (facts.parts.at(-1) ?? facts.word) : [facts.word, ...inParent].join(' · '),
    shape: facts.process === 'paused' ? 'paused' : facts.tone,
    tone: facts.tone,
    facts: [...kind, facts.sentence || facts.word, ...inParent],
  }
}

export function typeText(serverType: string, servers: readonly ServerFacts[]): NodeText {
  const counted = servers.filter(({ desired }) => desired !== 'removed')
  const ready = counted.filter(
    ({ process, state, tone }) => process === 'running' && (state === 'started' || tone === 'good'),
  )
  const worst = TONES.find((tone) => counted.some((facts) => facts.tone === tone)) ?? 'off'
  const line = words.map.ready(ready.length, counted.length)
  const troubled = counted.filter(({ tone }) => tone === 'bad' || tone === 'wait')
  const shown = troubled.slice(0, MAX_NAMED).map(({ id, sentence }) => `${id}: ${sentence}`)
  return { title: serverType, line, shape: worst, tone: worst, facts: [line, ...shown] }
}

/** So many servers of a type are named in a sentence. */
const MAX_NAMED = 5

/** The name of a link, and what is known of it, a sentence each. */
export function linkText(link: MapLink, dialect: Dialect): { name: string; facts: string[] } {
  const texts = words.map
  const { kind, from, to, pairs } = link
  const [one] = pairs
  const source = pairs.length === 1 && one ? one.from : nameOf(from)
  const target = pairs.length === 1 && one ? one.to : nameOf(to)
  const faults = link.faults.map((fault) =>
    texts.faultOf(fault.server, describeFault(fault, dialect, words.sentences)),
  )
  if (kind === 'control') {
    const name = to === 'bus' ? texts.busLink(source) : texts.controlLink(source, target)
    const isSeen = to !== 'bus'
    const state = link.isOpen === null ? texts.linkUnknown : link.isOpen ? texts.linkOpen : texts.linkClosed
    return { name, facts: [...(isSeen ? [state] : []), ...faults] }
  }
  const traffic =
    link.calls === 0
      ? [texts.noneInLast10s]
      : [
          texts.inLast10s(link.calls, rateText(link.rate)),
          ...(link.failed > 0 ? [texts.failed(link.failed, shareText(link))] : []),
        ]
  return {
    name: from === to ? texts.within(nameOf(from)) : texts.callsLink(source, target),
    facts: [
      ...traffic,
      ...(link.missing > 0 ? [texts.missing(link.missing)] : []),
      ...(link.stale > 0 ? [texts.stale(link.stale)] : []),
      ...faults,
    ],
  }
}

/** The text on a link; empty where the line says it all. */
export function linkLabel(link: MapLink): string {
  const texts = words.map
  const signs = [
    link.faults.length > 0 ? '⚡' : '',
    link.stale > 0 ? '✕' : link.missing > 0 ? '◌' : '',
  ].filter(Boolean)
  if (link.kind === 'control') {
    return [...signs, link.isOpen === false ? texts.linkClosed : ''].filter(Boolean).join(' ')
  }
  const rate = link.calls > 0 ? texts.rate(rateText(link.rate)) : ''
  const share = link.failed > 0 ? texts.share(shareText(link)) : ''
  return [...signs, rate, share].filter(Boolean).join(' ')
}

/** Two significant digits: a rate over ten seconds has no more. */
function rateText(rate: number): string {
  return Number(rate.toPrecision(2)).toLocaleString('en')
}

function shareText({ failed, calls }: MapLink): string {
  const percent = (failed / Math.max(1, calls)) * 100
  return `${percent < 1 ? '<1' : Math.round(percent)} %`
}

function nameOf(key: string): string {
  return key.startsWith('type:') ? key.slice('type:'.length) : key
}
