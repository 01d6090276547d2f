// `grove fault`: injects a network fault into a server's links, or removes it.
import type { LinkFault } from '../contract/index.ts'
import { parseChoice, parseNumber, UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'
import { JSON_OPTION, RUN_OPTION, currentServers, resolveServerIds, withRun } from './select-run.ts'

const KINDS = ['cut', 'hang', 'delay', 'drop'] as const
const LINKS = ['control', 'rpc'] as const

export const command = defineCommand({
  name: 'fault',
  group: 'Act on a running cluster',
  summary: "inject a fault into a server's links, or heal them",
  usage: 'SERVER FAULT --link LINK',
  maxArguments: 2,
  options: {
    link: {
      type: 'string',
      valueName: 'LINK',
      help: 'control: the link to the master; rpc: the links to and from other servers',
    },
    ms: { type: 'string', valueName: 'N', help: 'with delay: milliseconds to delay each packet' },
    rate: { type: 'string', valueName: 'R', help: 'with drop: share of packets to drop, 0 to 1' },
    heal: { type: 'boolean', help: 'remove the faults instead, from all links or from those of --link' },
    ...RUN_OPTION,
    ...JSON_OPTION,
  },
  details: `FAULT is one of:
  cut    closes the connection and blocks new ones
  hang   keeps the connection, but no packet passes
  delay  holds each packet back for --ms
  drop   loses the share --rate of the packets
Each fault appears on the timeline. It ends when you heal it or the server stops.
To crash a server, use grove kill; to suspend it, grove pause.`,
  run: async (values, [server, kind]) => {
    if (server === undefined)
      throw new UsageError('grove fault needs a server: grove fault chat-1 cut --link rpc')
    const links =
      values.heal && values.link === undefined ? LINKS : [parseChoice('--link', values.link, LINKS)]
    const fault = values.heal ? null : parseFault(kind, values)
    return withRun(values.run, async (selected) => {
      const { connection, run } = selected
      const ids = resolveServerIds(run, [server])
      for (const id of ids) for (const link of links) await connection.api.fault(run.run, id, link, fault)
      if (values.json) printJson(await currentServers(selected, ({ id }) => ids.includes(id)))
      else
        for (const id of ids)
          printLine(`${id}: ${fault ? `${fault.kind} on` : 'healed'} ${links.join(' and ')} links`)
      return EXIT.done
    })
  },
})

function parseFault(text: string | undefined, { ms, rate }: { ms?: string; rate?: string }): LinkFault {
  const kind = parseChoice('grove fault SERVER', text, KINDS)
  if (kind === 'delay') return { kind, ms: parseNumber('--ms', ms, 1, 600_000) }
  if (kind === 'drop') return { kind, rate: parseNumber('--rate', rate, 0, 1) }
  return { kind }
}
