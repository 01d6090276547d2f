// Commands that inject faults into all links of a kind of servers, with a typed value, and heal them.
import type { LinkFault, LinkKind, ServerSummary } from '../../../src-main/contract/index.ts'
import { describeFault } from '../../../src-main/timeline/index.ts'
import { words } from '../../words/words.svelte.ts'
import { changeFaults, healServers } from '../fault-actions.ts'
import { fits } from '../server-actions.ts'
import type { Session } from '../session.svelte.ts'
import type { Command, Screen } from './command.ts'
import type { ServerScope } from './server-commands.ts'

const LINKS: readonly LinkKind[] = ['control', 'rpc']
const DEFAULT_DELAY_MS = 500
const MAX_DELAY_MS = 600_000
const DEFAULT_DROP_PERCENT = 20
const KEYWORDS: Readonly<Record<LinkFault['kind'], string>> = {
  cut: 'cut disconnect partition',
  hang: 'hang freeze',
  delay: 'delay slow latency ms',
  drop: 'drop lose loss %',
}

/** "cut chat-1", "delay chat-1 500", "drop chat 20", "heal chat-1". Without a text only the healing. */
export function faultCommands(
  session: Session,
  { inspector }: Screen,
  scope: ServerScope,
  text: string,
): Command[] {
  const { dialect, store } = inspector.run
  // Faults are injected where the tap is.
  const members = scope.servers.filter(({ id }) => store.lanes.get(id)?.kind === 'member')
  const faulty = members.filter(({ faults }) => faults.length > 0)
  const heal: Command = {
    id: `heal:${scope.key}`,
    group: 'servers',
    title: words.commands.heal(scope.name(Math.max(1, faulty.length))),
    keywords: ['repair fault'],
    unavailable: faulty.length > 0 ? undefined : words.commands.noFault,
    run: () => healServers(session, faulty),
  }
  if (text === '') return faulty.length > 0 ? [heal] : []
  if (members.length === 0) return []
  const running = members.filter((server) => fits('kill', server))
  const injections = LINKS.flatMap((link) =>
    faultsOf(text).map((fault): Command => {
      const effect = describeFault(
        { link, peer: null, kind: fault.kind, parameters: fault },
        dialect,
        words.sentences,
      )
      return {
        id: `fault.${link}.${fault.kind}:${scope.key}`,
        group: 'servers',
        title: words.commands.inject(scope.name(running.length), effect),
        keywords: [KEYWORDS[fault.kind]],
        unavailable: running.length > 0 ? undefined : words.commands.fitsNone('kill'),
        run: () => inject(session, running, link, fault),
      }
    }),
  )
  return [...injections, heal]
}

function inject(session: Session, servers: readonly ServerSummary[], link: LinkKind, fault: LinkFault) {
  return changeFaults(
    session,
    servers.map(({ id }) => ({ server: id, link, fault })),
  )
}

/** The faults, with a number that ends what is typed as their value. */
function faultsOf(text: string): LinkFault[] {
  const typed = /(?:^|\s)(\d+(?:\.\d+)?)\s*(?:ms|%)?$/u.exec(text)?.[1]
  const value = typed === undefined ? null : Number(typed)
  const percent = value !== null && value > 0 && value <= 100 ? value : DEFAULT_DROP_PERCENT
  return [
    { kind: 'cut' },
    { kind: 'hang' },
    { kind: 'delay', ms: Math.min(Math.max(1, Math.round(value ?? DEFAULT_DELAY_MS)), MAX_DELAY_MS) },
    { kind: 'drop', rate: percent / 100 },
  ]
}
