// `grove fault`: what a network does to links, on purpose, until it is healed.
import type { LinkFault, LinkKind } from '../contract/index.ts'
import { UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'
import { JSON_OPTION, RUN_OPTION, refreshRun, resolveServerIds, withRun } from './select-run.ts'

const KINDS = ['cut', 'hang', 'delay', 'drop'] as const
const LINKS = ['control', 'rpc'] as const

export const command = defineCommand({
  name: 'fault',
  group: 'Act on a running one',
  summary: "cut, hang, delay or thin out a server's links, or heal them",
  takes: 'SERVER cut|hang|delay|drop --link control|rpc',
  most: 2,
  options: {
    link: { type: 'string', takes: 'LINK', help: 'control: to the master; rpc: to and from other servers' },
    ms: { type: 'string', takes: 'N', help: 'of delay: milliseconds that each packet waits' },
    rate: { type: 'string', takes: 'R', help: 'of drop: how many packets are lost, 0 to 1' },
    heal: {
      type: 'boolean',
      help: 'grove fault SERVER --heal: undo it, on both kinds of links unless one is named',
    },
    ...RUN_OPTION,
    ...JSON_OPTION,
  },
  details: `cut destroys the connection and lets none be made; hang keeps it, but nothing passes either way.
A fault is a row of the timeline, and is undone when the server stops.
For a crash see grove kill, for a standstill grove pause.`,
  run: async (values, [server, kind]) => {
    if (server === undefined)
      throw new UsageError('grove fault needs a server: grove fault chat-1 cut --link rpc')
    const links = linksOf(values.link, values.heal ?? false)
    const fault = values.heal ? null : faultOf(kind, values)
    return withRun(values.run, async (chosen) => {
      const { connection, run } = chosen
      const ids = resolveServerIds(run, [server])
      for (const id of ids) for (const link of links) await connection.api.fault(run.run, id, link, fault)
      if (values.json) {
        const servers = (await refreshRun(chosen)).servers.filter(({ id }) => ids.includes(id))
        printJson({ run: run.run, name: run.name, servers })
      } else for (const id of ids) printLine(`${id}: ${links.join(' and ')} links ${fault?.kind ?? 'healed'}`)
      return EXIT.done
    })
  },
})

function linksOf(text: string | undefined, heal: boolean): LinkKind[] {
  if (text === undefined && heal) return [...LINKS]
  const link = LINKS.find((each) => each === text)
  if (!link) throw new UsageError('grove fault needs --link control or --link rpc.')
  return [link]
}

function faultOf(text: string | undefined, { ms, rate }: { ms?: string; rate?: string }): LinkFault {
  const kind = KINDS.find((each) => each === text)
  if (!kind) throw new UsageError(`grove fault needs one of ${KINDS.join(', ')}, or --heal.`)
  if (kind === 'delay') return { kind, ms: numberOf('--ms', ms, 1, 600_000) }
  if (kind === 'drop') return { kind, rate: numberOf('--rate', rate, 0, 1) }
  return { kind }
}

function numberOf(option: string, text: string | undefined, least: number, most: number): number {
  const number = Number(text)
  if (text !== undefined && text.trim() !== '' && number >= least && number <= most) return number
  const given = text === undefined ? '' : `, not "${text}"`
  throw new UsageError(`${option} takes a number from ${least} to ${most}${given}.`)
}
