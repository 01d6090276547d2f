// The commands that act on single servers: `grove stop`, `kill`, `restart`, `pause` and `resume`.
import type { ServerAction } from '../contract/index.ts'
import { UsageError } from './arguments.ts'
import { defineCommand, type Command } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'
import { JSON_OPTION, RUN_OPTION, currentServers, resolveServerIds, withRun } from './select-run.ts'

interface ActionTexts {
  summary: string
  details?: string
  /** Printed after the id of each server: `stopped`. */
  done: string
}

const ACTIONS = {
  stop: {
    summary: 'stop servers gracefully; without a name, stop the whole cluster',
    details: `A server that does not stop within 7 s gets SIGTERM, and SIGKILL 2 s later. A program gets\nthe signal of the plan (SIGTERM), and SIGKILL 10 s later. A second stop kills it at once.`,
    done: 'stopped',
  },
  kill: { summary: 'kill servers at once (SIGKILL), like a crash', done: 'killed' },
  restart: {
    summary: 'stop servers gracefully and start them again; start those that do not run',
    details: "Rebuilds the project's code first, so that edits take effect.",
    done: 'restarted',
  },
  pause: { summary: 'suspend servers (SIGSTOP)', done: 'paused' },
  resume: { summary: 'resume suspended servers (SIGCONT)', done: 'resumed' },
} as const satisfies Partial<Record<ServerAction, ActionTexts>>

export function serverActionCommand(action: keyof typeof ACTIONS): { command: Command } {
  const { done, ...texts } = ACTIONS[action]
  const stopsAll = action === 'stop'
  const command = defineCommand({
    ...texts,
    name: action,
    group: 'Act on a running cluster',
    usage: stopsAll ? '[SERVER…]' : 'SERVER…',
    maxArguments: Number.POSITIVE_INFINITY,
    options: { ...RUN_OPTION, ...JSON_OPTION },
    run: async (values, names) => {
      const all = names.length === 0
      if (all && !stopsAll) {
        throw new UsageError(`grove ${action} needs a server or a server type: grove ${action} chat-1`)
      }
      return withRun(values.run, async (selected) => {
        const { api } = selected.connection
        const { run, servers } = selected.run
        const ids = all ? servers.map(({ id }) => id) : resolveServerIds(selected.run, names)
        if (all) await api.stop(run)
        else await Promise.all(ids.map((id) => api.act(run, id, action)))
        if (values.json) printJson(await currentServers(selected, ({ id }) => ids.includes(id)))
        else for (const id of ids) printLine(`${id} ${done}`)
        return EXIT.done
      })
    },
  })
  return { command }
}
