// `grove tap`: sets how much of each RPC packet is recorded from now on.
import { tapLevel } from '../contract/index.ts'
import { parseChoice } from './arguments.ts'
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
    const level = parseChoice('grove tap', wanted, tapLevel.options)
    return withRun(values.run, async ({ connection, run }) => {
      await connection.api.tap(run.run, level)
      if (values.json) printJson({ run: run.run, name: run.name, tap: level })
      else printLine(`${run.name}: tap level of RPC packets is ${level}`)
      return EXIT.done
    })
  },
})
