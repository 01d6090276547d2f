// `grove up`: starts a cluster, shows its progress, and stops it gracefully.
import { randomUUID } from 'node:crypto'
import type { RunSummary, Target } from '../contract/index.ts'
import { startControlServer } from '../control/index.ts'
import { createHost, type Host } from '../host/host.ts'
import type { LaunchOptions } from '../host/launch.ts'
import { parseTimeout, UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { detach, isDetached } from './detach.ts'
import { onInterrupt } from './interrupt.ts'
import { LiveView } from './live-view.ts'
import { isRecordingIncomplete, summaryLines, unmetConditionsText, waitingText } from './messages.ts'
import { encodeLine } from '../timeline/index.ts'
import { printMessage, stdout } from './output.ts'
import { preflight } from './preflight.ts'
import { launchOptions, START_OPTIONS } from './start-options.ts'
import { ensureInstalled } from './sample-install.ts'
import { StartWatch, startUnlessEnded, stopRun, type StartWatchOptions } from './start-watch.ts'
import { TerminalScreen } from './terminal-screen.ts'

interface UpOptions extends StartWatchOptions {
  screen: TerminalScreen
  json: boolean
  /** In the background: the end of its parent does not stop it. */
  detached: boolean
}

export const command = defineCommand({
  name: 'up',
  group: 'Start a cluster',
  summary: 'start a cluster and show its progress; Ctrl-C stops it',
  usage: '[DIR|PLAN]',
  maxArguments: 1,
  options: {
    ...START_OPTIONS,
    detach: { type: 'boolean', short: 'd', help: 'run in the background; return when the cluster is up' },
    json: {
      type: 'boolean',
      help: 'print only the timeline, one JSON object per line; with -d, print the run as JSON',
    },
    'exit-when-ready': { type: 'boolean', help: 'stop as soon as the cluster has converged' },
  },
  details: `A cluster has converged when all servers are ready and each knows all others.
Of another framework some of that may not be seen: grove up then says what its verdict rests on.
If none of the project's code runs, grove up says so, and --exit-when-ready exits with 1.
If it has not converged in time, grove up prints what is missing and goes on. With --timeout or
--exit-when-ready it stops the cluster and exits with 1.`,
  run: async (values, [path]) => {
    const exitWhenReady = values['exit-when-ready'] ?? false
    if (values.detach && exitWhenReady)
      throw new UsageError('grove up takes -d or --exit-when-ready, not both.')
    const timeoutMs = parseTimeout(values.timeout) * 1_000
    const refused = await ensureInstalled(values)
    if (refused !== null) return refused
    const { target, options } = await launchOptions('up', values, path)
    const detached = isDetached()
    if (values.detach && !detached) return detach(timeoutMs, values.json ?? false)
    await preflight(values, options.plan, printMessage)
    const screen = new TerminalScreen()
    // Without a live terminal, each change of a server's status is a line.
    const host = createHost({ shell: 'terminal', debounceMs: screen.isLive ? undefined : 0 })
    const stopControlServer = await startControlServer(host, { shell: 'terminal', say: printMessage })
    try {
      return await startAndWatch(host, target, options, {
        screen,
        json: (values.json ?? false) && !detached,
        detached,
        exitWhenReady,
        timeoutMs,
        timeoutEnds: exitWhenReady || (values.timeout !== undefined && !detached),
      })
    } finally {
      await stopControlServer()
      await host.close()
    }
  },
})

async function startAndWatch(
  host: Host,
  target: Target,
  launchOptions: LaunchOptions,
  options: UpOptions,
): Promise<number> {
  const run = randomUUID()
  const watch = new StartWatch(options)
  const view = options.json ? null : new LiveView(options.screen)
  // The terminal was closed, or the reader of the pipe exited.
  stdout.onClosed = () => watch.end(0)
  host.listen((event) => {
    if (view || event.type !== 'linesRecorded' || event.run !== run) return
    void stdout.print(event.lines.map(encodeLine).join(''))
  })
  const release = onInterrupt(
    { end: (exitCode) => watch.end(exitCode), force: () => void host.close() },
    !options.detached,
  )
  try {
    const started = await startUnlessEnded(host, watch, target, { ...launchOptions, run })
    if (!started) return (await watch.ended).exitCode
    view?.update(started)
    watch.start(started, (summary) => void printUnmet(host, summary))
    host.listen((event) => {
      if (event.type !== 'runChanged' || event.run.run !== run) return
      watch.update(event.run)
      view?.update(event.run)
    })
    const { exitCode, reason } = await watch.ended
    view?.stopping()
    const last = watch.summary ?? started
    const unmet = reason === 'timeout' ? await unmetConditionsText(host.api, last) : ''
    const waiting = reason === 'failed' ? waitingText(last) : ''
    const ended = await stopRun(host.api, run, exitCode, reason)
    view?.stop(ended)
    if (unmet) printMessage(`The cluster did not converge within ${options.timeoutMs / 1_000} s:\n${unmet}`)
    if (waiting) printMessage(`These servers were not started:\n${waiting}`)
    for (const text of summaryLines(ended, exitCode)) printMessage(text)
    return exitCode === EXIT.done && isRecordingIncomplete(ended) ? EXIT.failed : exitCode
  } finally {
    release()
  }
}

async function printUnmet(host: Host, run: RunSummary): Promise<void> {
  printMessage(`The cluster has not converged yet:\n${await unmetConditionsText(host.api, run)}`)
}
