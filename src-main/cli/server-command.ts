// The commands that do one thing to servers of a running cluster: stop, kill, restart and the like.
import { HostError, type RunSummary, type ServerAction } from '../contract/index.ts'
import { UsageError } from './arguments.ts'
import { defineCommand, type Command } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'
import { JSON_OPTION, RUN_OPTION, withRun, type Chosen } from './running.ts'

interface Shape {
  name: string
  action: ServerAction
  summary: string
  /** What is said of a server afterwards: `stopped`. */
  done: string
  details?: string
  /** What it does where no server is named; wrong use where this is left out. */
  withoutServers?: (chosen: Chosen) => Promise<void>
}

export function serverCommand({ name, action, summary, done, details, withoutServers }: Shape): Command {
  return defineCommand({
    ...{ name, summary, group: 'Act on a running one', details: details ?? '' },
    takes: withoutServers ? '[SERVER…]' : 'SERVER…',
    most: Number.POSITIVE_INFINITY,
    options: { ...RUN_OPTION, ...JSON_OPTION },
    run: async (values, names) => {
      if (names.length === 0 && !withoutServers) {
        throw new UsageError(`grove ${name} needs a server, or a server type: grove ${name} chat-1`)
      }
      return withRun(values.run, async (chosen) => {
        const ids = names.length === 0 ? allServers(chosen.run) : serversOf(chosen.run, names)
        if (names.length === 0) await withoutServers?.(chosen)
        else await Promise.all(ids.map((id) => chosen.connection.api.act(chosen.run.run, id, action)))
        if (values.json) printJson(await afterwards(chosen, ids))
        else for (const id of ids) printLine(`${id} ${done}`)
        return EXIT.done
      })
    },
  })
}

/** The ids that are meant by ids and types. Fails with `NO_SUCH_SERVER`. */
function serversOf(run: RunSummary, names: string[]): string[] {
  const ids = names.flatMap((name) => {
    const found = run.servers.filter(({ id, serverType }) => id === name || serverType === name)
    if (found.length === 0) throw noSuchServer(run, name)
    return found.map(({ id }) => id)
  })
  return [...new Set(ids)]
}

function allServers({ servers }: RunSummary): string[] {
  return servers.map(({ id }) => id)
}

function noSuchServer(run: RunSummary, name: string): HostError {
  const known = allServers(run).join(', ')
  return new HostError({
    code: 'NO_SUCH_SERVER',
    message: `${run.name} has no server and no server type "${name}"; it has: ${known}.`,
  })
}

/** The run and those servers as they are now. */
async function afterwards({ connection, run }: Chosen, ids: string[]) {
  const now = (await connection.api.runs()).find((each) => each.run === run.run)
  return { run: run.run, name: run.name, servers: now?.servers.filter(({ id }) => ids.includes(id)) ?? [] }
}
