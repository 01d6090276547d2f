// The commands that do one thing to servers of a running cluster: stop, kill, restart and the like.
import type { ServerAction } from '../contract/index.ts'
import { UsageError } from './arguments.ts'
import { defineCommand, type Command } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'
import {
  JSON_OPTION,
  RUN_OPTION,
  refreshRun,
  resolveServerIds,
  withRun,
  type SelectedRun,
} from './select-run.ts'

interface Shape {
  name: string
  action: ServerAction
  summary: string
  /** What is said of a server afterwards: `stopped`. */
  done: string
  details?: string
  /** What it does where no server is named; wrong use where this is left out. */
  withoutServers?: (chosen: SelectedRun) => Promise<void>
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
        const ids =
          names.length === 0 ? chosen.run.servers.map(({ id }) => id) : resolveServerIds(chosen.run, names)
        if (names.length === 0) await withoutServers?.(chosen)
        else await Promise.all(ids.map((id) => chosen.connection.api.act(chosen.run.run, id, action)))
        if (values.json) printJson(await afterwards(chosen, ids))
        else for (const id of ids) printLine(`${id} ${done}`)
        return EXIT.done
      })
    },
  })
}

/** The run and those servers as they are now. */
async function afterwards(chosen: SelectedRun, ids: string[]) {
  const { run, name, servers } = await refreshRun(chosen)
  return { run, name, servers: servers.filter(({ id }) => ids.includes(id)) }
}
