// Preloaded into foreign programs (`node --require`): lets an adapter watch the program and report to the launcher.
// Without a setup in the environment it does nothing. It runs on Node 12.20 and later.
import cluster from 'node:cluster'
import { isMainThread } from 'node:worker_threads'
import type { LogLevel } from '../kit/log.ts'
import type { AdapterContext, Install, JoinOptions, Member } from './adapter.ts'
import { GuardedContext } from './context.ts'
import { INSTALLERS } from './installers.ts'
import { ReportedMember } from './member.ts'
import { readAdapterSetup, SETUP_VARIABLE, type AdapterSetup } from './setup.ts'

/** How long an orderly end may take before the process exits anyway; the launcher kills it earlier if it wants to. */
const FLUSH_TIMEOUT_MS = 2_000

class Hook {
  readonly #setup: AdapterSetup
  readonly #context: GuardedContext
  readonly #members: ReportedMember[] = []
  readonly #early: [LogLevel, string][] = []
  #isEnding = false

  constructor(setup: AdapterSetup) {
    this.#setup = setup
    this.#context = new GuardedContext(setup, {
      join: (options) => this.#join(options),
      log: (level, text) => this.#log(level, text),
      failed: (reason) => this.#onFailed(reason),
    })
  }

  start(): void {
    this.#context.install((context) => loadAdapter(this.#setup)(context))
  }

  #join(options: JoinOptions): Member {
    const count = this.#members.length
    const worker = options.worker ?? this.#defaultWorker(count)
    const { id } = this.#setup
    const process_ = count === 0 ? `${id}.${process.pid}` : `${id}.${process.pid}.${count + 1}`
    const member = new ReportedMember(
      process_,
      this.#setup,
      { ...options, worker },
      {
        stopRequested: () => void this.#end(),
      },
    )
    this.#members.push(member)
    for (const [level, text] of this.#early.splice(0)) member.log(level, text)
    if (count === 0) this.#onFirstMember()
    return member
  }

  /** Workers of `node:cluster` have numbers; a further member in one process gets the next one. */
  #defaultWorker(count: number): string | undefined {
    const own = cluster.isWorker ? `w${cluster.worker?.id ?? process.pid}` : undefined
    if (count === 0) return own
    return own === undefined ? String(count + 1) : `${own}-${count + 1}`
  }

  #onFirstMember(): void {
    process.env[SETUP_VARIABLE] = JSON.stringify({ ...this.#setup, joined: process.pid })
    process.on('exit', () => {
      for (const member of this.#members) member.flushSync()
    })
    // Adds a row; how the process ends does not change.
    process.on('uncaughtExceptionMonitor' as 'uncaughtException', (error: unknown) => {
      for (const member of this.#members) member.log('error', textOf(error))
    })
  }

  #log(level: LogLevel, text: string): void {
    const [member] = this.#members
    if (member) member.log(level, text)
    else this.#early.push([level, text])
  }

  #onFailed(reason: string): void {
    this.#log('error', reason)
    for (const member of this.#members) member.release()
    // Whoever reads the program's log sees it too.
    process.stderr.write(`grove: ${reason}\n`)
  }

  /** The program ends as its adapter wants, or as the signal wants that ends it without one. */
  async #end(): Promise<void> {
    if (this.#isEnding) return
    this.#isEnding = true
    const stops = this.#members.flatMap((member) => [...member.stops])
    for (const member of this.#members) member.ending()
    if (stops.length === 0 || this.#context.isOff) {
      await this.#flush()
      process.kill(process.pid, this.#setup.stopSignal ?? 'SIGTERM')
      return
    }
    await Promise.all(stops.map((stop) => this.#runStop(stop)))
    await this.#flush()
    process.exit(0)
  }

  async #runStop(stop: () => Promise<unknown> | void): Promise<void> {
    try {
      await stop()
    } catch (error) {
      this.#context.fail(error)
    }
  }

  async #flush(): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, FLUSH_TIMEOUT_MS)))
    await Promise.race([Promise.all(this.#members.map((member) => member.flush())), timeout])
    clearTimeout(timer)
  }
}

/** @throws if there is no such adapter */
function loadAdapter({ adapter, file }: AdapterSetup): Install {
  if (file === undefined) {
    const install = INSTALLERS[adapter]
    if (!install) throw new Error(`Grove has no adapter "${adapter}"`)
    return install
  }
  const { install } = require(file) as { install?: (context: AdapterContext) => void }
  if (typeof install !== 'function') throw new Error(`${file} exports no function "install"`)
  return install
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** A child of a member is a member only if it is a worker of `node:cluster`. Threads are parts of a process. */
function isMeant(setup: AdapterSetup): boolean {
  return isMainThread && (setup.joined === undefined || cluster.isWorker)
}

const setup = readAdapterSetup(process.env)
if (setup && isMeant(setup)) new Hook(setup).start()
