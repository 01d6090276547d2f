// Commands for faults of links: "cut chat-1 gate-1", "delay chat-1 gate-1 200 sending", "drop chat 20 %", "heal chat-1".
import {
  faultPeers,
  type FaultDirection,
  type LinkFault,
  type LinkKind,
  type ServerSummary,
} from '../../../src-main/contract/index.ts'
import { words } from '../../words/words.svelte.ts'
import { changeFaults, faultsAt, faultsOf, heal } from '../fault-actions.ts'
import { FAULT_KINDS, FIRST_DRAFT, parseDraft, type FaultKind } from '../fault-draft.ts'
import { injectText } from '../fault-text.ts'
import { hasProcess } from '../server-actions.ts'
import type { Session } from '../session.svelte.ts'
import type { Command, CommandSource } from './command.ts'

/** Words that are no peer. */
const RESERVED = ['control', 'rpc', 'ms', 'sending', 'receiving']
/** More servers, and more peers of one, than this are not offered at once. */
const MAX_OFFERED = 8

export const faultCommands: CommandSource = ({ session, screen }, text): Command[] => {
  if (screen === null || !screen.inspector.run.live) return []
  const { servers } = screen.inspector.run.summary
  const { selectedServer } = screen.inspector
  const members = servers.filter(({ id, role }) => role !== 'resource' && isObserved(id))
  const named = text === '' ? members.filter(({ id }) => id === selectedServer) : members
  const commands = [
    ...named.map((server) => disturb(session, server)),
    ...named.map((server) => healOne(session, servers, server)),
    healAll(session, servers),
    ...typed(session, members, screen.rows.marks.ids, text),
  ]
  return session.canAct
    ? commands
    : commands.map((command) => ({ ...command, unavailable: words.commands.launcherGone }))

  function isObserved(id: string): boolean {
    return screen?.inspector.run.lanes.get(id)?.kind === 'member'
  }
}

function disturb(session: Session, server: ServerSummary): Command {
  const { id } = server
  return {
    id: `fault.open:${id}`,
    group: 'servers',
    title: words.faults.disturb(id),
    keywords: ['fault inject cut hang delay drop'],
    unavailable: hasProcess(server) ? undefined : words.faults.notRunning(id),
    run: () => void (session.openedFaults = { server: id }),
  }
}

function healOne(session: Session, servers: readonly ServerSummary[], { id }: ServerSummary): Command {
  const faults = faultsAt(servers, id)
  return {
    id: `fault.heal:${id}`,
    group: 'servers',
    title: words.faults.heal(id),
    keywords: ['fault remove'],
    unavailable: faults.length > 0 ? undefined : words.faults.nothingToHealAt(id),
    run: () => heal(session, faults),
  }
}

function healAll(session: Session, servers: readonly ServerSummary[]): Command {
  const faults = faultsOf(servers)
  return {
    id: 'fault.heal',
    group: 'servers',
    title: words.faults.healAll,
    keywords: ['fault remove'],
    unavailable: faults.length > 0 ? undefined : words.faults.nothingToHeal,
    run: () => heal(session, faults),
  }
}

/** One fault of each kind, for the links between these servers and others. */
export function faultsOnMany(session: Session, servers: readonly ServerSummary[]): Command[] {
  const running = servers.filter((server) => hasProcess(server) && server.role !== 'master')
  const faults = faultsOf(servers)
  const healing: Command = {
    id: `fault.heal:${servers.map(({ id }) => id).join('+')}`,
    group: 'servers',
    title: words.faults.heal(words.faults.servers(servers.map(({ id }) => id))),
    unavailable: faults.length > 0 ? undefined : words.faults.nothingToHeal,
    run: () => heal(session, faults),
  }
  if (running.length === 0) return [healing]
  const injections = FAULT_KINDS.flatMap((kind) => {
    const parsed = parseDraft({ ...FIRST_DRAFT, kind })
    if ('problem' in parsed) return []
    const request: Typed = { kind, targets: [], peer: null, link: 'rpc', fault: parsed.fault }
    return commandsFor(session, servers, running, request, '')
  })
  return [...injections, healing]
}

/** What is typed: a fault, a server or a type, a peer, a kind of link, a direction and a number. */
interface Typed {
  kind: FaultKind
  targets: readonly ServerSummary[][]
  peer: string | null
  link: LinkKind | null
  fault: LinkFault
}

function typed(
  session: Session,
  members: readonly ServerSummary[],
  selected: ReadonlySet<string>,
  text: string,
): Command[] {
  const request = parse(members, selected, text)
  if (!request) return []
  return request.targets.flatMap((servers) => commandsFor(session, members, servers, request, text))
}

function parse(members: readonly ServerSummary[], selected: ReadonlySet<string>, text: string): Typed | null {
  const [verb = '', first = '', ...rest] = text.toLowerCase().split(/\s+/u)
  const kind = FAULT_KINDS.find((one) => one === verb || words.faults.kinds[one].toLowerCase() === verb)
  if (kind === undefined) return null
  const number = rest.find((word) => /^\d+(?:\.\d+)?(?:ms|%)?$/u.test(word))?.replace(/ms|%/u, '')
  const parsed = parseDraft({
    ...FIRST_DRAFT,
    kind,
    ms: number ?? FIRST_DRAFT.ms,
    percent: number ?? FIRST_DRAFT.percent,
    direction: directionIn(rest) ?? FIRST_DRAFT.direction,
  })
  if ('problem' in parsed) return null
  const link = rest.includes('control') ? 'control' : rest.includes('rpc') ? 'rpc' : null
  const peer = rest.find((word) => /[a-z]/u.test(word) && !RESERVED.includes(word)) ?? null
  return { kind, targets: targetsOf(members, selected, first), peer, link, fault: parsed.fault }
}

function directionIn(typedWords: readonly string[]): FaultDirection | undefined {
  const directions = ['sending', 'receiving'] as const
  return directions.find((one) => typedWords.includes(one) || typedWords.includes(words.faults[one]))
}

/** All servers, those selected, one, all of a type, or those whose id begins so, each by itself. */
function targetsOf(
  members: readonly ServerSummary[],
  selected: ReadonlySet<string>,
  name: string,
): ServerSummary[][] {
  const running = members.filter(hasProcess)
  if (name === 'all' || name === words.faults.all) return running.length > 0 ? [running] : []
  if (name === 'selected' || name === words.faults.selected) {
    const chosen = running.filter(({ id }) => selected.has(id))
    return chosen.length > 0 ? [chosen] : []
  }
  const ofType = running.filter(({ serverType }) => serverType.toLowerCase() === name)
  const exact = running.filter(({ id }) => id.toLowerCase() === name)
  if (exact.length > 0) return [exact]
  if (ofType.length > 1) return [ofType]
  const beginning = running.filter(({ id }) => id.toLowerCase().startsWith(name)).slice(0, MAX_OFFERED)
  return beginning.map((server) => [server])
}

function commandsFor(
  session: Session,
  members: readonly ServerSummary[],
  servers: readonly ServerSummary[],
  { kind, peer, link: asked, fault }: Typed,
  text: string,
): Command[] {
  const [first] = servers as [ServerSummary]
  const ids = words.faults.servers(servers.map(({ id }) => id))
  const make = (link: LinkKind, other: string | undefined): Command => {
    const affected = servers.filter(({ id }) => id !== other)
    return {
      id: `fault.${kind}:${link}:${servers.map(({ id }) => id).join('+')}:${other ?? ''}`,
      group: 'servers',
      title: injectText(fault, link, ids, other),
      keywords: [text],
      run: () =>
        changeFaults(
          session,
          affected.map(({ id }) => ({ server: id, link, peer: other, fault })),
        ),
    }
  }
  const links = asked === null ? (['rpc', 'control'] as const) : [asked]
  const own = links.filter((link) => link === 'control' || first.role !== 'master')
  if (peer === null) return own.map((link) => make(link, undefined))
  return own.flatMap((link) => {
    const peers = faultPeers(members, first, link).filter((id) => id.toLowerCase().startsWith(peer))
    const exact = peers.filter((id) => id.toLowerCase() === peer)
    return (exact.length > 0 ? exact : peers.slice(0, MAX_OFFERED)).map((id) => make(link, id))
  })
}
