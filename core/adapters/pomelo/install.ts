// The adapter of Pomelo 0.8 to 2.2 and Pinus 1: what it watches in each of their processes.
import type { AdapterContext, Foreign, Install, ModuleMatch } from '../adapter.ts'
import { tapClients } from './client-links.ts'
import { watchSockets } from './faulted-sockets.ts'
import { listenLocally } from './listen-locally.ts'
import { MemberRecords } from './member-records.ts'
import { tapMqttConnections } from './mqtt-links.ts'
import { Participant } from './participant.ts'
import { watchRegistry } from './registry.ts'
import { watchView } from './server-view.ts'
import { tapAcceptedSockets, tapDialledSockets } from './socket-io-links.ts'

const FRAMEWORK = /^(pomelo|pinus)$/
const ADMIN = /^(pomelo|pinus)-admin$/
/** Pinus is compiled to `dist`. */
const inLib = (file: string) => new RegExp(`^(dist/)?lib/${file}\\.js$`)
const library = (name: RegExp, file: string): ModuleMatch => ({ package: name, file: inLib(file) })

export const install: Install = (context) => {
  const participant = new Participant(context)
  const records = new MemberRecords()
  context.onModuleLoaded(library(FRAMEWORK, 'application'), (exported) => {
    listenLocally(context)
    watchSockets(context, participant)
    const application = exported.Application?.prototype ?? exported
    watchView(application, context, participant, records)
    context.wrapMethod(application, 'start', (app, args, original) => {
      const member = participant.join(app)
      if (participant.flow) participant.flow.onRegistering = (id, pid) => records.learn(id, pid)
      // Its components are stopped; the process exits when that is done.
      member.onStop(() => stop(app))
      return original(app, args)
    })
  })
  context.onModuleLoaded(library(ADMIN, '(monitor/)?monitorAgent'), (exported) =>
    holdFirstDial(classIn(exported, 'MonitorAgent'), context, participant),
  )
  context.onModuleLoaded(library(ADMIN, '(master/)?masterAgent'), (exported) =>
    reportListening(classIn(exported, 'MasterAgent'), context, participant),
  )
  context.onModuleLoaded(library(ADMIN, 'consoleService'), (exported) =>
    watchModules(exported, context, participant, records),
  )
  context.onModuleLoaded(library(FRAMEWORK, 'master/starter'), (exported) => holdStarter(exported, context))
  context.onModuleLoaded(library(FRAMEWORK, 'common/service/sessionService'), (exported) =>
    tapClients(classIn(exported, 'SessionService'), context, participant),
  )
  context.onModuleLoaded({ package: 'mqtt-connection' }, (exported) =>
    tapMqttConnections(exported, context, participant),
  )
  context.onModuleLoaded({ package: 'socket.io-client' }, (exported) => {
    if (exported.SocketNamespace) tapDialledSockets(exported, context, participant)
  })
  context.onModuleLoaded({ package: 'socket.io', file: 'lib/socket.js' }, (exported) => {
    // Later versions serve clients only.
    if (exported.prototype?.$emit) tapAcceptedSockets(exported, context, participant)
  })
}

/** Compiled TypeScript exports the class by its name; before, the module was the class. */
function classIn(exported: Foreign, name: string): Foreign {
  return exported[name] ?? exported
}

/** The first attempt to dial is the last: a server that is faster than the master would exit. */
function holdFirstDial(agent: Foreign, context: AdapterContext, participant: Participant): void {
  context.wrapMethod(agent.prototype, 'connect', (self, args, original) => {
    const { member, isMaster } = participant
    if (!member) return original(self, args)
    void member.master.then(() => {
      if (!isMaster) member.become('connecting')
      original(self, args)
    })
    return undefined
  })
}

function reportListening(agent: Foreign, context: AdapterContext, participant: Participant): void {
  context.wrapMethod(agent.prototype, 'listen', (self, args, original) => {
    const result = original(self, args)
    const listening = context.guard(() => participant.member?.listening(context.host, Number(args[0])))
    self.server?.server?.prependOnceListener('listening', listening)
    return result
  })
}

/** The module that keeps the list of servers has a watchdog at the master. */
function watchModules(
  exported: Foreign,
  context: AdapterContext,
  participant: Participant,
  records: MemberRecords,
): void {
  context.wrapMethod(exported, 'createMasterConsole', (self, args, original) => {
    const service = original(self, args)
    context.wrapMethod(service, 'register', (console, [id, module, ...rest], register) => {
      const { member } = participant
      if (module?.watchdog && member) watchRegistry(module.watchdog, context, member, records)
      return register(console, [id, module, ...rest])
    })
    return service
  })
}

/** A master starts servers, and restarts those that have `auto-restart`. Grove does both. */
function holdStarter(exported: Foreign, context: AdapterContext): void {
  context.wrapMethod(exported, 'run', (_self, [, server]) =>
    context.log('info', `the master would start ${String(server?.id)}; Grove starts the servers`),
  )
  context.wrapMethod(exported, 'kill', (_self, [, servers]) => {
    const ids = [servers ?? []].flat().map((server: Foreign) => String(server?.id))
    context.log('info', `the master would kill ${ids.join(', ')}; Grove ends the servers`)
  })
}

/** The framework stops its components, and then exits with code 0 by itself. */
function stop(app: Foreign): Promise<never> {
  app.stop(true)
  return new Promise(() => undefined)
}
