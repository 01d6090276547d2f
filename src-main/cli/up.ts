// `grove up`: starts a cluster, shows its start, and ends it in order, whatever asks for the end.
import type { Target } from '../contract/index.ts'
import { launch, loadPlan, locate, withCounts, type Launched } from '../host/index.ts'
import { parseCounts, parseOptions, parseSeconds, UsageError } from './arguments.ts'
import { onInterruption } from './interruption.ts'
import { LineOutput } from './line-output.ts'
import { LiveView } from './live-view.ts'
import { afterwards, whyNotYet } from './report.ts'
import { StartWatch } from './start-watch.ts'

const DEFAULT_TIMEOUT = 30

interface UpOptions {
  target: Target
  counts: Record<string, number>
  order: string[]
  json: boolean
  record?: string
  exitWhenReady: boolean
  /** Milliseconds. */
  timeout: number
  /** Without it a slow start is only told of, unless the user named a time. */
  timeoutEnds: boolean
}

export async function up(args: string[]): Promise<number> {
  const options = parseUp(args)
  const { file, directory } = await locate(options.target)
  const plan = withCounts(await loadPlan(file), options.counts)
  const { order, record } = options
  const launched = await launch({ plan, directory, order, ...(record === undefined ? {} : { record }) })
  return run(launched, options)
}

function parseUp(args: string[]): UpOptions {
  const { values, path } = parseOptions('up', args, {
    sample: { type: 'string' },
    servers: { type: 'string' },
    order: { type: 'string' },
    json: { type: 'boolean' },
    record: { type: 'string' },
    'exit-when-ready': { type: 'boolean' },
    timeout: { type: 'string' },
  })
  const exitWhenReady = values['exit-when-ready'] ?? false
  const seconds = values.timeout === undefined ? DEFAULT_TIMEOUT : parseSeconds('--timeout', values.timeout)
  return {
    target: targetOf(values.sample, path, 'up'),
    counts: values.servers === undefined ? {} : parseCounts('--servers', values.servers),
    order: values.order?.split(',').map((id) => id.trim()) ?? [],
    json: values.json ?? false,
    ...(values.record === undefined ? {} : { record: values.record }),
    exitWhenReady,
    timeout: seconds * 1_000,
    timeoutEnds: exitWhenReady || values.timeout !== undefined,
  }
}

/** What was asked for; the current folder where nothing was. */
export function targetOf(sample: string | undefined, path: string | undefined, command: string): Target {
  if (sample === undefined) return { kind: 'path', path: path ?? '.' }
  if (path !== undefined) {
    throw new UsageError(`grove ${command} takes a folder or --sample, not both.`)
  }
  return { kind: 'sample', name: sample }
}

async function run({ cluster, file }: Launched, options: UpOptions): Promise<number> {
  const watch = new StartWatch(cluster, options)
  const say = (text: string) => process.stderr.write(`${text}\n`)
  const lines = options.json ? new LineOutput(() => watch.end(0)) : null
  const view = lines ? null : new LiveView(cluster, process.stdout)
  if (lines) cluster.recorder.listen((_, batch) => lines.write(batch))
  // A terminal that was closed, or a reader that left.
  else process.stdout.on('error', () => watch.end(0))
  const release = onInterruption({
    end: (exit) => watch.end(exit),
    force: () => void cluster.stop(),
  })
  try {
    await cluster.start()
    view?.start()
    watch.start(() => say(`Not all servers agree yet:\n${whyNotYet(cluster)}`))
    const { exit, reason } = await watch.ended
    view?.stopping()
    const explanation = reason === 'timeout' ? `${outOfTime(options)}\n${whyNotYet(cluster)}` : ''
    await cluster.stop(exit)
    view?.stop()
    if (explanation) say(explanation)
    for (const text of afterwards(cluster, file, exit)) say(text)
    return exit
  } finally {
    release()
    await lines?.flush()
  }
}

function outOfTime({ timeout }: UpOptions): string {
  return `The cluster did not converge within ${timeout / 1_000} s:`
}
