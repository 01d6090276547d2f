// What each process of a cluster executes: takes its role, starts, says so, and stops on request or when its parent goes.
import { ClusterError, messageOf } from './protocol/errors.ts'
import type { Failure, ProcessSetup } from './protocol/record.ts'
import * as door from './index.ts'
import { clockSince } from './kit/node-clock.ts'
import { consoleLog } from './process/console-log.ts'
import { loader } from './process/loader.ts'
import { LoopDelay } from './process/loop-delay.ts'
import { keepOutput } from './process/output.ts'
import { Parent } from './process/parent.ts'
import { placeOf } from './process/place.ts'
import { takeSetup, type Start } from './process/setup.ts'
import { runMaster } from './process/run-master.ts'
import { runServer } from './process/run-server.ts'
import type { Role } from './process/role.ts'
import { settleWithin } from './kit/timeout.ts'
import { ParentSink } from './tap/parent.ts'
import { Tap } from './tap/tap.ts'
import { DEFAULTS } from './protocol/parameters.ts'
import { SocketIoTransport, type PreferredPort } from './transport/socket-io.ts'

// A project's files import `grove-cluster` from here, so that a process has one instance of the framework.
Object.assign(globalThis, { [Symbol.for('grove-cluster')]: door })

/** How long a process may take to stop by itself when nobody is left to end it. */
const ALONE = 4_000

function main(start: Start): void {
  const { setup } = start
  const parent = new Parent()
  const now = clockSince(setup.t0)
  const sink = new ParentSink(parent.send)
  const tap = new Tap({ process: `${setup.id}.${process.pid}`, now, sink: sink.take, rpc: setup.tap.rpc })
  const lost = (reason: string): void => tap.log('error', `what it prints is lost: ${reason}`)
  if (setup.logTimes !== undefined) keepOutput({ times: setup.logTimes, now, lost })
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
    role?.fail(failure.message)
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
  void role.stopAsked?.then(() => end(0))
}

function preferredPort(
  { preferredPort: port }: ProcessSetup,
  warn: (text: string) => void,
): PreferredPort | undefined {
  if (port === undefined) return undefined
  return {
    port,
    inUse: (instead) => warn(`port ${port}, which it had last time, is in use: it has ${instead} now`),
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof ClusterError) {
    return { code: error.code, message: error.message, ...(error.hint ? { hint: error.hint } : {}) }
  }
  const place = placeOf(error)
  return { code: 'USER_CODE_FAILED', message: `${messageOf(error)}${place ? ` (${place})` : ''}` }
}

function describe(error: ClusterError): string {
  return `${error.code}: ${error.message}${error.hint ? ` ${error.hint}` : ''}${error.cause ? `\n${stackOf(error.cause)}` : ''}`
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

try {
  main(takeSetup(process.env))
} catch (error) {
  process.stderr.write(
    `grove: ${messageOf(error)}. ${error instanceof ClusterError ? (error.hint ?? '') : ''}\n`,
  )
  process.exit(2)
}
