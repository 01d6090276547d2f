// `grove down`: stops a cluster and the `grove up` that runs it.
import { setTimeout as pause } from 'node:timers/promises'
import { isRunning } from '../control/index.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'
import { JSON_OPTION, RUN_OPTION, withRun, type SelectedRun } from './select-run.ts'

/** How long `grove up` may take to close its files once its cluster has ended. */
const EXIT_TIMEOUT_MS = 5_000
const POLL_INTERVAL_MS = 20

export const command = defineCommand({
  name: 'down',
  group: 'Act on a running cluster',
  summary: 'stop the cluster and the grove up that runs it; a window stays open',
  options: { ...RUN_OPTION, ...JSON_OPTION },
  run: (values) =>
    withRun(values.run, async (selected) => {
      const { run, connection } = selected
      await connection.api.stop(run.run)
      const ended = connection.instance.shell === 'terminal' && (await hasEnded(selected))
      const { pid } = connection.instance
      if (values.json) printJson({ run: run.run, name: run.name, grove: { pid, ended } })
      else printLine(`${run.name} has stopped${ended ? `, and grove up (pid ${pid}) has ended` : ''}`)
      return EXIT.done
    }),
})

async function hasEnded({ connection }: SelectedRun): Promise<boolean> {
  const deadline = performance.now() + EXIT_TIMEOUT_MS
  while (performance.now() < deadline) {
    if (!(await isRunning(connection.instance))) return true
    await pause(POLL_INTERVAL_MS)
  }
  return false
}
