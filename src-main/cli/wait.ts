// `grove wait`: waits until a cluster is ready or has converged.
import { DEFAULT_TIMEOUT_SECONDS, parseChoice, parseTimeout } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'
import { basisText, runsNoProjectCode, unmetText } from './messages.ts'
import { JSON_OPTION, RUN_OPTION, withRun } from './select-run.ts'

export const command = defineCommand({
  name: 'wait',
  group: 'Act on a running cluster',
  summary: 'wait until the cluster is ready or has converged',
  usage: '--for ready|converged',
  options: {
    for: {
      type: 'string',
      valueName: 'GOAL',
      help: 'ready: every server is ready; converged: every server also knows all others',
    },
    timeout: {
      type: 'string',
      valueName: 'SECONDS',
      help: `time limit (default ${DEFAULT_TIMEOUT_SECONDS}); then print what is missing and exit with 1`,
    },
    ...RUN_OPTION,
    ...JSON_OPTION,
  },
  details:
    'Only the current state counts: after a kill or a restart, wait returns when the cluster has recovered.',
  run: async (values) => {
    const goal = parseChoice('--for', values.for, ['ready', 'converged'])
    const seconds = parseTimeout(values.timeout)
    return withRun(values.run, async ({ connection, run }) => {
      const time = Math.ceil(seconds * 1_000)
      const result = await connection.api.waitFor(run.run, goal, time)
      const { satisfied, unmet, output } = result
      const now = (await connection.api.runs()).find((each) => each.run === run.run) ?? run
      const isEmpty = runsNoProjectCode(run)
      const but = isEmpty ? ", but none of the project's code runs" : ''
      if (values.json)
        printJson({
          run: run.run,
          name: run.name,
          for: goal,
          reached: satisfied,
          lacks: unmet,
          output,
          runsProjectCode: !isEmpty,
          basis: now.basis,
        })
      else if (satisfied) {
        const verdict = goal === 'ready' || !run.converges ? 'is ready' : `has converged${basisText(now)}`
        printLine(`${run.name} ${verdict}${but}`)
      } else printLine(`${run.name} is not ${goal} after ${seconds} s:\n${unmetText(result)}`)
      return satisfied ? EXIT.done : EXIT.failed
    })
  },
})
