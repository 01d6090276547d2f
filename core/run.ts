// What each process of a cluster executes: takes its role, starts, says so, and stops on request or when its parent goes.
import { ClusterError, messageOf } from './protocol/errors.ts'
import type { Failure, ProcessSetup } from './process/messages.ts'
import * as door from './index.ts'
import { clockSince } from './kit/node-clock.ts'
import { consoleLog } from './process/console-log.ts'
import { loader } from './process/loader.ts'
import { LoopDelay } from './process/loop-delay.ts'
import { redirectOutput } from './process/output.ts'
import { Parent } from './process/parent.ts'
import { userFrame } from './process/user-frame.ts'
import { readSetup, type StartOptions } from './process/setup.ts'
import { runMaster } from './process/run-master.ts'
import { runServer } from './process/run-server.ts'
import type { Role } from './process/role.ts'
import { settleWithin } from './kit/timeout.ts'
import { IpcSink } from './tap/ipc-sink.ts'
import { Tap } from './tap/tap.ts'
import { DEFAULTS } from './protocol/parameters.ts'
import { SocketIoTransport, type PreferredPort } from './transport/socket-io.ts'

// A project's files import `grove-cluster` from here, so that a process has one instance of the framework.
Object.assign(globalThis, { [Symbol.for('grove-cluster')]: door })

/** How long a process may take to stop by itself when nobody is left to end it. */
const ALONE = 4_000

function main(start: StartOptions): void {
  const { setup } = start
  const parent = new Parent()
  const now = clockSince(setup.t0)
  const sink = new IpcSink((records, sent) => parent.send({ grove: 'records', records }, sent))
  const tap = new Tap({ process: `${setup.id}.${process.pid}`, now, sink: sink.add, rpc: setup.tap.rpc })
  const lost = (reason: string): void => tap.log('error', `what it prints is lost: ${reason}`)
  if (setup.logTimes !== undefined) redirectOutput({ times: setup.logTimes, now, lost })
  const log = consoleLog(setup.id)
  let role: Role | undefined
  let ending = false

  const end = async (code: number): Promise<void> => {
    if (ending) return
    ending = true
    parent.send({ grove: 'ending', memory: process.memoryUsage.rss() })
    await settleWithin(
      ALONE,
      Promise.resolve(role?.stop()).then(() => sink.flush()),
    )
    process.exit(code)
  }
  const fail = (error: unknown): void => {
    if (ending) return
    log('error', error instanceof ClusterError ? describe(error) : stackOf(error))
    const failure = failureOf(error)
    role?.markFailed(failure.message)
    parent.send({ grove: 'failed', failure }, () => void end(1))
  }

  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  process.on('SIGTERM', () => void end(0))
  // Ctrl-C reaches a terminal's whole group; the parent decides what it means.
  process.on('SIGINT', () => undefined)
  const delay = new LoopDelay()
  parent.on('measure', () => parent.send({ grove: 'measured', eventLoopDelay: delay.ask() }))
  parent.on('stop', () => void end(0))
  parent.on('gone', () => void end(0))

  const parameters = { ...DEFAULTS, ...setup.parameters }
  const transport = new SocketIoTransport(
    tap,
    parameters,
    preferredPort(setup, (text) => {
      log('warn', text)
      tap.log('warn', text)
    }),
  )
  parent.on('tap', (rpc) => (tap.rpc = rpc))
  parent.on('fault', (link, fault) => transport.faults.set(link, fault))
  const context = { ...start, parent, tap, log, transport, parameters }
  role = setup.role === 'master' ? runMaster(context) : runServer(context)
  parent.send({ grove: 'hello', instance: role.instance })
  role.started.then(() => {
    parent.send({ grove: 'started', memory: process.memoryUsage.rss() })
    setImmediate(loader.started)
  }, fail)
  role.failed?.catch(fail)
  void role.stopRequested?.then(() => end(0))
}

function preferredPort(
  { preferredPort: port }: ProcessSetup,
  warn: (text: string) => void,
): PreferredPort | undefined {
  if (port === undefined) return undefined
  return {
    port,
    onInUse: (bound) => warn(`port ${port} of the last run is in use; port ${bound} is used instead`),
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof ClusterError) {
    return { code: error.code, message: error.message, ...(error.hint ? { hint: error.hint } : {}) }
  }
  const place = userFrame(error)
  return { code: 'USER_CODE_FAILED', message: `${messageOf(error)}${place ? ` (${place})` : ''}` }
}

function describe(error: ClusterError): string {
  return `${error.code}: ${error.message}${error.hint ? ` ${error.hint}` : ''}${error.cause ? `\n${stackOf(error.cause)}` : ''}`
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

try {
  main(readSetup(process.env))
} catch (error) {
  process.stderr.write(
    `grove: ${messageOf(error)}. ${error instanceof ClusterError ? (error.hint ?? '') : ''}\n`,
  )
  process.exit(2)
}
