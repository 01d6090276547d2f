// `grove down`: stops a cluster, and the `grove up` that it runs in.
import { setTimeout as pause } from 'node:timers/promises'
import { stillRuns } from '../control/index.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'
import { JSON_OPTION, RUN_OPTION, withRun, type SelectedRun } from './select-run.ts'

/** `grove up` has but to close its files once its cluster has ended. */
const LAST_STEPS = 5_000
const LOOK_MS = 20

export const command = defineCommand({
  name: 'down',
  group: 'Act on a running one',
  summary: 'stop the whole cluster, and the grove up that it runs in; a window stays open',
  options: { ...RUN_OPTION, ...JSON_OPTION },
  run: (values) =>
    withRun(values.run, async (chosen) => {
      const { run, connection } = chosen
      await connection.api.stop(run.run)
      const ended = connection.instance.shell === 'terminal' && (await hasEnded(chosen))
      const { pid } = connection.instance
      if (values.json) printJson({ run: run.run, name: run.name, grove: { pid, ended } })
      else printLine(`${run.name} has stopped${ended ? `, and grove up (pid ${pid}) has ended` : ''}`)
      return EXIT.done
    }),
})

/** Whether the process goes within its time. */
async function hasEnded({ connection }: SelectedRun): Promise<boolean> {
  const deadline = performance.now() + LAST_STEPS
  while (performance.now() < deadline) {
    if (!(await stillRuns(connection.instance))) return true
    await pause(LOOK_MS)
  }
  return false
}
