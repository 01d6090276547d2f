// `grove run`: a cluster for as long as a command runs, and that command's exit code.
import { constants } from 'node:os'
import { execa } from 'execa'
import { startControlServer } from '../control/index.ts'
import { createHost, type Launched } from '../host/index.ts'
import { clusterEnv } from './cluster-env.ts'
import { parseSeconds, UsageError } from './arguments.ts'
import { PREFLIGHT_OPTIONS, preflight } from './preflight.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { onInterrupt } from './interrupt.ts'
import { printMessage } from './output.ts'
import { afterwards, whyNotYet } from './report.ts'
import { launchOptions, START_OPTIONS } from './start-options.ts'
import { StartWatch } from './start-watch.ts'

const DEFAULT_TIMEOUT = 30

export const command = defineCommand({
  name: 'run',
  group: 'Start a cluster',
  summary: "start a cluster, run a command against it, stop; exit with the command's code",
  usage: '[DIR|PLAN] -- COMMAND…',
  maxArguments: 1,
  options: {
    ...START_OPTIONS,
    ...PREFLIGHT_OPTIONS,
    timeout: {
      type: 'string',
      valueName: 'SECONDS',
      help: `time limit to converge (default ${DEFAULT_TIMEOUT})`,
    },
  },
  details: `The command starts once the cluster has converged. Its environment has the cluster's addresses:
  GROVE_RUN          the run's id, so that grove commands act on this cluster
  GROVE_MASTER_URL   http://127.0.0.1:PORT of the master; also GROVE_MASTER_HOST and GROVE_MASTER_PORT
  GROVE_CHAT_1_PORT  the RPC port of chat-1; one variable for each server with an RPC port
  GROVE_SERVERS      all servers as JSON: [{ id, serverType, host, port }]
If a signal ends the command, the exit code is 128 + the signal number.`,
  run: async (values, [path], commandLine) => {
    const [file, ...args] = commandLine ?? []
    if (file === undefined) throw new UsageError('grove run needs a command: grove run -- npm test')
    const seconds = values.timeout === undefined ? DEFAULT_TIMEOUT : parseSeconds('--timeout', values.timeout)
    const { target, options } = await launchOptions('run', values, path)
    await preflight(values, options.plan, printMessage)
    const host = createHost({ shell: 'terminal' })
    const launched = await host.prepare(target, options)
    const stopControlServer = await startControlServer(host, { shell: 'terminal', say: printMessage })
    try {
      return await runBeside(launched, seconds * 1_000, () => {
        const env = clusterEnv(launched.run, options.plan.master.host, launched.supervisor.servers())
        return startBeside(file, args, env)
      })
    } finally {
      await stopControlServer()
    }
  },
})

async function runBeside(
  { supervisor: cluster, file }: Launched,
  timeout: number,
  start: () => Beside,
): Promise<number> {
  const watch = new StartWatch(cluster, { exitWhenReady: true, timeout, timeoutEnds: true })
  let beside: Beside | null = null
  const release = onInterrupt({
    end: (exit) => {
      watch.end(exit)
      // A terminal tells all of its foreground, the command too.
      if (exit !== 130 || !process.stdin.isTTY) beside?.kill('SIGTERM')
    },
    force: () => {
      beside?.kill('SIGKILL')
      void cluster.stop()
    },
  })
  try {
    await cluster.start()
    watch.start(() => {})
    const { exit, reason } = await watch.ended
    if (reason !== 'reached') return await giveUp({ supervisor: cluster, file }, exit)
    beside = start()
    const code = exitCodeOf(await beside)
    await cluster.stop(code)
    return code
  } finally {
    release()
  }
}

/** The cluster did not come, or nobody wants it any more. */
async function giveUp(
  { supervisor: cluster, file }: Pick<Launched, 'supervisor' | 'file'>,
  exit: number,
): Promise<number> {
  const interrupted = exit > 128
  const lacks = whyNotYet(cluster)
  await cluster.stop(exit)
  if (interrupted) return exit
  printMessage(`The command was not run, for the cluster did not converge:\n${lacks}`)
  for (const text of afterwards(cluster, file, EXIT.failed)) printMessage(text)
  return EXIT.clusterFailed
}

type Beside = ReturnType<typeof startBeside>

function startBeside(file: string, args: string[], env: Record<string, string>) {
  return execa(file, args, { stdio: 'inherit', reject: false, env })
}

function exitCodeOf({ command, exitCode, signal, code }: Awaited<Beside>): number {
  if (signal !== undefined) return 128 + constants.signals[signal]
  if (exitCode !== undefined) return exitCode
  printMessage(`The command could not be run (${code}): ${command}`)
  return code === 'ENOENT' ? EXIT.noCommand : EXIT.commandNotRun
}
