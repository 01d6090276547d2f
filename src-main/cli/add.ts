// `grove add`: starts one more server of a type.
import { UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'
import { JSON_OPTION, RUN_OPTION, withRun } from './select-run.ts'

export const command = defineCommand({
  name: 'add',
  group: 'Act on a running cluster',
  summary: 'start one more server of a type',
  usage: 'TYPE',
  maxArguments: 1,
  options: { ...RUN_OPTION, ...JSON_OPTION },
  run: async (values, [type]) => {
    if (type === undefined) throw new UsageError('grove add needs a server type: grove add chat')
    return withRun(values.run, async ({ connection, run }) => {
      const id = await connection.api.add(run.run, type)
      if (values.json) printJson({ run: run.run, name: run.name, server: id })
      else printLine(`${id} started`)
      return EXIT.done
    })
  },
})
