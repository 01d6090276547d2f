// `grove scale`: sets the number of servers of a type.
import { parseCounts, UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'
import { JSON_OPTION, RUN_OPTION, currentServers, withRun } from './select-run.ts'

export const command = defineCommand({
  name: 'scale',
  group: 'Act on a running cluster',
  summary: 'set the number of servers of a type',
  usage: 'TYPE=N…',
  maxArguments: Number.POSITIVE_INFINITY,
  options: { ...RUN_OPTION, ...JSON_OPTION },
  details: `Scaling up starts ended servers again, then new ones with the lowest free numbers.
Scaling down stops the highest numbers and returns when they have ended.`,
  run: async (values, counts) => {
    if (counts.length === 0) throw new UsageError('grove scale needs a count: grove scale chat=5')
    const wanted = parseCounts('grove scale', counts.join(','))
    return withRun(values.run, async (selected) => {
      const { connection, run } = selected
      for (const [type, count] of Object.entries(wanted)) await connection.api.scale(run.run, type, count)
      if (values.json)
        printJson(await currentServers(selected, ({ serverType }) => Object.hasOwn(wanted, serverType)))
      else
        for (const [type, count] of Object.entries(wanted))
          printLine(`${type}: ${count} ${count === 1 ? 'server' : 'servers'}`)
      return EXIT.done
    })
  },
})
