// `grove run`: starts a cluster, runs a command against it, and exits with the command's code.
import { randomUUID } from 'node:crypto'
import { constants } from 'node:os'
import { execa } from 'execa'
import type { HostApi, RunSummary, Target } from '../contract/index.ts'
import { startControlServer } from '../control/index.ts'
import { createHost, type Host } from '../host/host.ts'
import type { LaunchOptions } from '../host/launch.ts'
import { parseTimeout, UsageError } from './arguments.ts'
import { clusterEnv } from './cluster-env.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { onInterrupt } from './interrupt.ts'
import { isRecordingIncomplete, summaryLines, unmetConditionsText } from './messages.ts'
import { printMessage } from './output.ts'
import { preflight } from './preflight.ts'
import { launchOptions, START_OPTIONS } from './start-options.ts'
import { ensureInstalled } from './sample-install.ts'
import { StartWatch, startUnlessEnded, stopRun, type Ending } from './start-watch.ts'

export const command = defineCommand({
  name: 'run',
  group: 'Start a cluster',
  summary: "start a cluster, run a command against it, stop; exit with the command's code",
  usage: '[DIR|PLAN] -- COMMAND…',
  maxArguments: 1,
  options: START_OPTIONS,
  details: `The command starts once the cluster has converged. Its environment has the cluster's addresses:
  GROVE_RUN          the run's id, so that grove commands act on this cluster
  GROVE_MASTER_URL   http://127.0.0.1:PORT of the master; also GROVE_MASTER_HOST and GROVE_MASTER_PORT
  GROVE_CHAT_1_PORT  the RPC port of chat-1; one variable for each server with an RPC port
  GROVE_SERVERS      all servers as JSON: [{ id, serverType, host, port }]
If a signal ends the command, the exit code is 128 + the signal number.
When the command has ended, Grove also ends what it left in the background with GROVE_RUN.`,
  run: async (values, [path], commandLine) => {
    const [file, ...args] = commandLine ?? []
    if (file === undefined) throw new UsageError('grove run needs a command: grove run -- npm test')
    const timeoutMs = parseTimeout(values.timeout) * 1_000
    const refused = await ensureInstalled(values)
    if (refused !== null) return refused
    const { target, options } = await launchOptions('run', values, path)
    await preflight(values, options.plan, printMessage)
    const host = createHost({ shell: 'terminal' })
    const stopControlServer = await startControlServer(host, { shell: 'terminal', say: printMessage })
    try {
      return await runAgainst(host, target, options, timeoutMs, ({ run, servers }) =>
        spawnCommand(file, args, clusterEnv(run, options.plan.master.host, servers)),
      )
    } finally {
      await stopControlServer()
      await host.close()
    }
  },
})

async function runAgainst(
  host: Host,
  target: Target,
  launchOptions: LaunchOptions,
  timeoutMs: number,
  spawn: (run: RunSummary) => ChildCommand,
): Promise<number> {
  const run = randomUUID()
  const watch = new StartWatch({ exitWhenReady: true, timeoutMs, timeoutEnds: true })
  let child: ChildCommand | null = null
  const release = onInterrupt({
    end: (exitCode) => {
      watch.end(exitCode)
      // A terminal sends Ctrl-C to its whole foreground, the command included.
      if (exitCode !== 130 || !process.stdin.isTTY) child?.kill('SIGTERM')
    },
    force: () => {
      child?.kill('SIGKILL')
      void host.close()
    },
  })
  try {
    const started = await startUnlessEnded(host, watch, target, { ...launchOptions, run })
    if (!started) return (await watch.ended).exitCode
    watch.start(started)
    host.listen((event) => {
      if (event.type === 'runChanged' && event.run.run === run) watch.update(event.run)
    })
    const ending = await watch.ended
    const summary = watch.summary ?? started
    if (ending.reason !== 'converged') return await giveUp(host.api, summary, ending)
    child = spawn(summary)
    const exitCode = exitCodeOf(await child)
    const ended = await stopRun(host.api, run, exitCode, 'requested')
    for (const text of summaryLines(ended, EXIT.done)) printMessage(text)
    return exitCode === EXIT.done && isRecordingIncomplete(ended) ? EXIT.clusterFailed : exitCode
  } finally {
    release()
  }
}

/** The cluster did not converge, or was interrupted. */
async function giveUp(api: HostApi, run: RunSummary, { exitCode, reason }: Ending): Promise<number> {
  const isInterrupted = exitCode > 128
  const unmet = await unmetConditionsText(api, run)
  const ended = await stopRun(api, run.run, exitCode, reason)
  if (isInterrupted) return exitCode
  printMessage(`The command was not run because the cluster did not converge:\n${unmet}`)
  for (const text of summaryLines(ended, EXIT.failed)) printMessage(text)
  return EXIT.clusterFailed
}

type ChildCommand = ReturnType<typeof spawnCommand>

function spawnCommand(file: string, args: string[], env: Record<string, string>) {
  return execa(file, args, { stdio: 'inherit', reject: false, env })
}

function exitCodeOf({ command, exitCode, signal, code }: Awaited<ChildCommand>): number {
  if (signal !== undefined) return 128 + constants.signals[signal]
  if (exitCode !== undefined) return exitCode
  printMessage(`Cannot run ${command}: ${code}`)
  return code === 'ENOENT' ? EXIT.commandNotFound : EXIT.commandNotExecutable
}
