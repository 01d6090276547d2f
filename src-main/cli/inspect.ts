// `grove inspect`: a debugger on a server that runs already.
import { UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'
import { JSON_OPTION, RUN_OPTION, resolveServerIds, withRun } from './select-run.ts'

export const command = defineCommand({
  name: 'inspect',
  group: 'Act on a running one',
  summary: 'open the debugger of a running server',
  takes: 'SERVER',
  most: 1,
  options: { ...RUN_OPTION, ...JSON_OPTION },
  details: `Prints the address for an editor (ws://…) and the one for Chrome's address line (devtools://…). Nobody takes a
server that stands at a breakpoint for lost, and a stop waits until it goes on; a second one forces.`,
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
