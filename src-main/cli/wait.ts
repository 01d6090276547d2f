// `grove wait`: until a cluster is ready, or its servers agree with the master too.
import { parseSeconds, UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'
import { shorten } from './report.ts'
import { JSON_OPTION, RUN_OPTION, withRun } from './select-run.ts'

const DEFAULT_TIMEOUT = 30

export const command = defineCommand({
  name: 'wait',
  group: 'Act on a running one',
  summary: 'wait until the cluster is ready, or has converged',
  takes: '--for ready|converged',
  options: {
    for: {
      type: 'string',
      takes: 'GOAL',
      help: 'ready: every server is; converged: they also know each other',
    },
    timeout: {
      type: 'string',
      takes: 'SECONDS',
      help: `how long at most (default ${DEFAULT_TIMEOUT}); then exit code 1, and who lacks whom`,
    },
    ...RUN_OPTION,
    ...JSON_OPTION,
  },
  details:
    'It looks at the cluster as it is now: after a kill or a restart it waits for that to have settled.',
  run: async (values) => {
    const goal = values.for
    if (goal !== 'ready' && goal !== 'converged') {
      throw new UsageError('grove wait needs --for ready or --for converged.')
    }
    const seconds = values.timeout === undefined ? DEFAULT_TIMEOUT : parseSeconds('--timeout', values.timeout)
    return withRun(values.run, async ({ connection, run }) => {
      const time = Math.ceil(seconds * 1_000)
      const { reached, lacks } = await connection.api.waitFor(run.run, goal, time)
      if (values.json) printJson({ run: run.run, name: run.name, for: goal, reached, lacks })
      else if (reached) printLine(`${run.name} ${goal === 'ready' ? 'is ready' : 'has converged'}`)
      else printLine(`${run.name} is not ${goal} after ${seconds} s:\n${shorten(lacks)}`)
      return reached ? EXIT.done : EXIT.failed
    })
  },
})
