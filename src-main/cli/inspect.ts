// `grove inspect`: opens the debugger of a running server.
import { UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'
import { JSON_OPTION, RUN_OPTION, resolveServerIds, withRun } from './select-run.ts'

export const command = defineCommand({
  name: 'inspect',
  group: 'Act on a running cluster',
  summary: 'open the debugger of a running server',
  usage: 'SERVER',
  maxArguments: 1,
  options: { ...RUN_OPTION, ...JSON_OPTION },
  details: `Prints the debugger's address for an editor (ws://…) and for Chrome (devtools://…).
Other servers do not count a server as lost while it is paused at a breakpoint.
A stop waits until the server continues; a second stop kills it.`,
  run: async (values, [server]) => {
    if (server === undefined) throw new UsageError('grove inspect needs a server: grove inspect chat-1')
    return withRun(values.run, async ({ connection, run }) => {
      const [id = server] = resolveServerIds(run, [server])
      const address = await connection.api.inspect(run.run, id)
      if (values.json) printJson({ run: run.run, name: run.name, server: id, ...address })
      else {
        printLine(address.url)
        printLine(address.devtoolsUrl)
      }
      return EXIT.done
    })
  },
})
