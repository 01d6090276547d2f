// `grove up`: starts a cluster, shows its start, and ends it in order, whatever asks for the end.
import { startControlServer } from '../control/index.ts'
import { createHost, type Launched } from '../host/index.ts'
import { parseSeconds, UsageError } from './arguments.ts'
import { PREFLIGHT_OPTIONS, preflight } from './preflight.ts'
import { defineCommand } from './command.ts'
import { detach, isDetached } from './detach.ts'
import { onInterrupt } from './interrupt.ts'
import { printMessage } from './output.ts'
import { TimelineOutput } from './timeline-output.ts'
import { LiveView } from './live-view.ts'
import { afterwards, whyNotYet } from './report.ts'
import { launchOptions, START_OPTIONS } from './start-options.ts'
import { StartWatch } from './start-watch.ts'

const DEFAULT_TIMEOUT = 30

interface UpOptions {
  json: boolean
  /** In the background: its parent has gone, and was meant to. */
  detached: boolean
  exitWhenReady: boolean
  /** Milliseconds. */
  timeout: number
  /** Without it a slow start is only told of, unless the user named a time. */
  timeoutEnds: boolean
}

export const command = defineCommand({
  name: 'up',
  group: 'Start a cluster',
  summary: 'start a cluster and show its progress; Ctrl-C stops it',
  usage: '[DIR|PLAN]',
  maxArguments: 1,
  options: {
    ...START_OPTIONS,
    ...PREFLIGHT_OPTIONS,
    detach: {
      type: 'boolean',
      short: 'd',
      help: 'run in the background; return when the cluster is up',
    },
    json: {
      type: 'boolean',
      help: 'print only the timeline, one JSON object per line; with -d print the run as JSON',
    },
    'exit-when-ready': {
      type: 'boolean',
      help: 'stop as soon as the cluster has converged',
    },
    timeout: {
      type: 'string',
      valueName: 'SECONDS',
      help: `time limit to converge (default ${DEFAULT_TIMEOUT})`,
    },
  },
  details: `A cluster has converged when all servers are ready and each knows all others.
If it has not converged in time, grove up prints what is missing and goes on. With --timeout or
--exit-when-ready it stops the cluster and exits with 1.`,
  run: async (values, [path]) => {
    const exitWhenReady = values['exit-when-ready'] ?? false
    if (values.detach && exitWhenReady)
      throw new UsageError('grove up takes -d or --exit-when-ready, not both.')
    const seconds = values.timeout === undefined ? DEFAULT_TIMEOUT : parseSeconds('--timeout', values.timeout)
    const { target, options } = await launchOptions('up', values, path)
    const detached = isDetached()
    if (values.detach && !detached) return detach(seconds * 1_000, values.json ?? false)
    await preflight(values, options.plan, printMessage)
    const host = createHost({ shell: 'terminal' })
    const launched = await host.prepare(target, options)
    const stopControlServer = await startControlServer(host, { shell: 'terminal', say: printMessage })
    try {
      return await run(launched, {
        json: (values.json ?? false) && !detached,
        detached,
        exitWhenReady,
        timeout: seconds * 1_000,
        timeoutEnds: exitWhenReady || (values.timeout !== undefined && !detached),
      })
    } finally {
      await stopControlServer()
    }
  },
})

async function run({ supervisor: cluster, file }: Launched, options: UpOptions): Promise<number> {
  const watch = new StartWatch(cluster, options)
  const lines = options.json ? new TimelineOutput(() => watch.end(0)) : null
  const view = lines ? null : new LiveView(cluster, process.stdout)
  if (lines) tellAll(cluster, lines)
  // A terminal that was closed, or a reader that left.
  else process.stdout.on('error', () => watch.end(0))
  const release = onInterrupt(
    { end: (exit) => watch.end(exit), force: () => void cluster.stop() },
    !options.detached,
  )
  try {
    await cluster.start()
    view?.start()
    watch.start(() => printMessage(`Not all servers agree yet:\n${whyNotYet(cluster)}`))
    const { exit, reason } = await watch.ended
    view?.stopping()
    const explanation = reason === 'timeout' ? `${outOfTime(options)}\n${whyNotYet(cluster)}` : ''
    await cluster.stop(exit)
    view?.stop()
    if (explanation) printMessage(explanation)
    for (const text of afterwards(cluster, file, exit)) printMessage(text)
    return exit
  } finally {
    release()
    await lines?.flush()
  }
}

/** What was recorded while nobody listened, and then what comes. */
function tellAll({ recorder }: Launched['supervisor'], output: TimelineOutput): void {
  recorder.flush()
  output.write(recorder.lines)
  recorder.listen((_, batch) => output.write(batch))
}

function outOfTime({ timeout }: UpOptions): string {
  return `The cluster did not converge within ${timeout / 1_000} s:`
}
