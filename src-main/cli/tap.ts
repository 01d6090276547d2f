// `grove tap`: sets how much of each RPC packet is recorded from now on.
import { tapLevel } from '../contract/index.ts'
import { UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'
import { JSON_OPTION, RUN_OPTION, withRun } from './select-run.ts'

export const command = defineCommand({
  name: 'tap',
  group: 'Act on a running cluster',
  summary: 'set how much of each RPC packet is recorded',
  usage: 'off|head|full',
  maxArguments: 1,
  options: { ...RUN_OPTION, ...JSON_OPTION },
  details:
    'off: nothing. head: everything but the body. full: everything.\nControl-plane packets are always recorded in full.',
  run: async (values, [wanted]) => {
    const level = tapLevel.safeParse(wanted)
    if (!level.success) throw new UsageError('grove tap needs one of: off, head, full.')
    return withRun(values.run, async ({ connection, run }) => {
      await connection.api.tap(run.run, level.data)
      if (values.json) printJson({ run: run.run, name: run.name, tap: level.data })
      else printLine(`${run.name}: tap level of RPC packets is ${level.data}`)
      return EXIT.done
    })
  },
})
