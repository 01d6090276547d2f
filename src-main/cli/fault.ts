// `grove fault`: injects a network fault into a server's links, or removes it.
import type {
  FaultDirection,
  InjectedLinkFault,
  LinkFault,
  LinkKind,
  RunSummary,
  ServerSummary,
} from '../contract/index.ts'
import { parseChoice, parseNumber, UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { describeLinkFault } from './messages.ts'
import { printJson, printLine } from './output.ts'
import { JSON_OPTION, RUN_OPTION, currentServers, resolveServerIds, withRun } from './select-run.ts'

const KINDS = ['cut', 'hang', 'delay', 'drop'] as const
const LINKS = ['control', 'rpc'] as const
const DIRECTIONS = ['sending', 'receiving'] as const

export const command = defineCommand({
  name: 'fault',
  group: 'Act on a running cluster',
  summary: "inject a fault into a server's links, or heal them",
  usage: 'SERVER FAULT',
  maxArguments: 2,
  options: {
    link: {
      type: 'string',
      valueName: 'LINK',
      help: 'control: the link to the master; rpc: the links to and from other servers',
    },
    peer: {
      type: 'string',
      valueName: 'PEER',
      help: 'only the links with this server or the master; --link can be left out',
    },
    ms: { type: 'string', valueName: 'N', help: 'with delay: milliseconds to delay each packet' },
    rate: { type: 'string', valueName: 'R', help: 'with drop: share of packets to drop, 0 to 1' },
    seed: { type: 'string', valueName: 'N', help: 'with drop: seed of the random sequence (default 1)' },
    direction: {
      type: 'string',
      valueName: 'WAY',
      help: 'with delay and drop: only what SERVER is sending, or receiving; default: both',
    },
    heal: { type: 'boolean', help: 'remove faults instead: all, or those of --link and --peer' },
    ...RUN_OPTION,
    ...JSON_OPTION,
  },
  details: `FAULT is one of:
  cut    closes the connection and blocks new ones
  hang   keeps the connection, but no packet passes
  delay  holds each packet back for --ms
  drop   loses the share --rate of the packets
Each fault appears on the timeline. It ends when you heal it or the server stops.
Where a fault of all links and one of a pair meet, the stronger holds; healing one keeps the other.
To crash a server, use grove kill; to suspend it, grove pause.`,
  run: async (values, [server, kind]) => {
    if (server === undefined)
      throw new UsageError('grove fault needs a server: grove fault chat-1 cut --link rpc')
    const fault = values.heal ? null : parseFault(kind, values)
    if (fault && values.peer === undefined) parseChoice('--link', values.link, LINKS)
    const link = values.link === undefined ? undefined : parseChoice('--link', values.link, LINKS)
    return withRun(values.run, async (selected) => {
      const { connection, run } = selected
      const { peer } = values
      const ids = resolveServerIds(run, [server]).filter((id) => id === server || id !== peer)
      for (const id of ids) {
        const links = fault
          ? [{ link: link ?? commonLink(run, id, peer), peer, fault }]
          : faultsOf(run, id).filter(
              (each) => (link ?? each.link) === each.link && (peer ?? each.peer) === each.peer,
            )
        for (const each of links) await connection.api.fault(run.run, id, each.link, fault, each.peer)
        if (!values.json) printLine(`${id}: ${report(fault, links)}`)
      }
      if (values.json) printJson(await currentServers(selected, ({ id }) => ids.includes(id)))
      return EXIT.done
    })
  },
})

/** "cut on rpc link with gate-1", "healed delay on rpc links" */
function report(fault: LinkFault | null, links: readonly InjectedLinkFault[]): string {
  if (links.length === 0) return 'no such fault to heal'
  return `${fault ? '' : 'healed '}${links.map(describeLinkFault).join(' and ')}`
}

/** The kind of link that two processes have: with the master the control link. */
function commonLink({ servers }: RunSummary, id: string, peer: string | undefined): LinkKind {
  const isMaster = ({ id: one, role }: ServerSummary): boolean =>
    role === 'master' && (one === id || one === peer)
  return servers.some(isMaster) ? 'control' : 'rpc'
}

function faultsOf({ servers }: RunSummary, id: string): ServerSummary['faults'] {
  return servers.find((server) => server.id === id)?.faults ?? []
}

function parseFault(
  text: string | undefined,
  values: { ms?: string; rate?: string; seed?: string; direction?: string },
): LinkFault {
  const kind = parseChoice('grove fault SERVER', text, KINDS)
  const direction = parseDirection(values.direction)
  if (kind === 'delay') return { kind, ms: parseNumber('--ms', values.ms, 1, 600_000), direction }
  if (kind === 'drop') {
    const rate = parseNumber('--rate', values.rate, 0, 1)
    return { kind, rate, seed: parseSeed(values.seed), direction }
  }
  if (direction === undefined) return { kind }
  throw new UsageError(`--direction is for delay and drop; ${kind} acts both ways.`)
}

function parseDirection(text: string | undefined): FaultDirection | undefined {
  return text === undefined ? undefined : parseChoice('--direction', text, DIRECTIONS)
}

function parseSeed(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Math.trunc(parseNumber('--seed', text, 0, 2 ** 31))
}
