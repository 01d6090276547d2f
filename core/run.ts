// The entry point of every cluster process: starts its role, and stops it on request or when the parent has ended.
import * as groveCluster from './index.ts'
import { messageOf } from './kit/message-of.ts'
import { clockSince } from './kit/node-clock.ts'
import { EventLoopDelay } from './kit/node-event-loop-delay.ts'
import { consoleLog } from './process/console-log.ts'
import { openDebugger, useFreeDebuggerPort } from './process/debugger.ts'
import { loader } from './process/loader.ts'
import type { ProcessSetup } from './process/messages.ts'
import { redirectOutput } from './process/output.ts'
import { Parent } from './process/parent.ts'
import { ProcessExit } from './process/process-exit.ts'
import type { Role } from './process/role.ts'
import { runMaster } from './process/run-master.ts'
import { runServer } from './process/run-server.ts'
import { readSetup, requestToken } from './process/setup.ts'
import { UserModules } from './process/user-modules.ts'
import { startThreadsWithSources } from './process/user-threads.ts'
import { ClusterError } from './protocol/errors.ts'
import { DEFAULTS, stopTimeoutMs } from './protocol/parameters.ts'
import { IpcSink } from './tap/ipc-sink.ts'
import { Tap } from './tap/tap.ts'
import { SocketIoTransport, type PreferredPort } from './transport/socket-io.ts'

async function main(setup: ProcessSetup): Promise<void> {
  useFreeDebuggerPort()
  const parent = new Parent()
  const now = clockSince(setup.t0)
  const sink = new IpcSink((records, sent) => parent.send({ grove: 'records', records }, sent))
  const tap = new Tap({ process: `${setup.id}.${process.pid}`, now, sink: sink.add, rpc: setup.tap.rpc })
  if (setup.logTimes !== undefined) {
    const onLost = (reason: string): void => tap.log('error', `output of this server is lost: ${reason}`)
    redirectOutput({ marksFile: setup.logTimes, now, onLost })
  }
  const log = consoleLog(setup.id)
  const parameters = { ...DEFAULTS, ...setup.parameters }
  const exit = new ProcessExit({
    parent,
    log,
    flush: () => sink.flush(),
    timeoutMs: stopTimeoutMs(parameters),
  })
  endOnSignals(parent, exit)

  const token = await requestToken(parent)
  const warn = (text: string): void => {
    log('warn', text)
    tap.log('warn', text)
  }
  const transport = new SocketIoTransport(tap, parameters, preferredPort(setup.preferredPort, warn))
  handleRequests(parent, tap, transport)
  prepareUserModules(setup)
  const context = { setup, token, parent, tap, log, transport, parameters }
  const role = setup.role === 'master' ? runMaster(context) : runServer(context)
  exit.role = role
  follow(role, parent, exit)
  parent.release()
}

function prepareUserModules({ build, services, lifecycle, modules }: ProcessSetup): void {
  const files = [...Object.keys(services), ...Object.keys(modules)]
  if (build === null || (files.length === 0 && lifecycle === null)) return
  const userModules = new UserModules(build)
  userModules.install()
  startThreadsWithSources(userModules, build)
}

function endOnSignals(parent: Parent, exit: ProcessExit): void {
  process.on('uncaughtException', exit.fail)
  process.on('unhandledRejection', exit.fail)
  process.on('SIGTERM', () => void exit.end(0))
  // Ctrl-C is sent to the whole process group of a terminal; the parent decides what to do.
  process.on('SIGINT', () => undefined)
  parent.on('stop', () => void exit.end(0))
  parent.on('disconnected', () => void exit.end(0))
}

function handleRequests(parent: Parent, tap: Tap, transport: SocketIoTransport): void {
  const delay = new EventLoopDelay()
  parent.on('measure', () => parent.send({ grove: 'measured', eventLoopDelay: delay.read().max }))
  parent.on('openDebugger', () => parent.send({ grove: 'debuggerOpened', url: openDebugger() }))
  parent.on('tap', ({ rpc }) => (tap.rpcLevel = rpc))
  parent.on('fault', ({ link, fault, peer }) => transport.faults.set(link, fault, peer))
}

function follow(role: Role, parent: Parent, exit: ProcessExit): void {
  parent.send({ grove: 'hello', instance: role.instance })
  role.started.then(() => {
    parent.send({ grove: 'started', memory: process.memoryUsage.rss() })
    setImmediate(loader.started)
  }, exit.fail)
  role.failed?.catch(exit.fail)
  void role.stopRequested?.then(() => exit.end(0))
}

function preferredPort(port: number | undefined, warn: (text: string) => void): PreferredPort | undefined {
  if (port === undefined) return undefined
  const onInUse = (boundPort: number): void =>
    warn(`port ${port} of the last run is in use; port ${boundPort} is used instead`)
  return { port, onInUse }
}

async function start(): Promise<void> {
  const setup = readSetup(process.env)
  // A project's files import `grove-cluster` from here, so that a process has one instance of the framework.
  Object.assign(globalThis, { [Symbol.for('grove-cluster')]: groveCluster })
  await main(setup)
}

start().catch((error: unknown) => {
  const hint = error instanceof ClusterError ? (error.hint ?? '') : ''
  process.stderr.write(`grove: ${messageOf(error)}. ${hint}\n`)
  process.exit(2)
})
