// A server's process: creates the server from the user's files; the parent sends the address of the master.
import { causedBy } from '../kit/node-cause.ts'
import { Deferred } from '../kit/deferred.ts'
import type { MasterAddress } from '../console/monitor-agent.ts'
import { Server } from '../roles/server.ts'
import { loadLifecycle, loadModules, loadServices } from './user-files.ts'
import type { Role, RoleContext } from './role.ts'

export function runServer({ setup, token, parent, tap, log, transport, parameters }: RoleContext): Role {
  const master = new Deferred<MasterAddress & { cause?: string }>()
  const server = new Server({
    id: setup.id,
    serverType: setup.serverType,
    host: setup.host,
    port: setup.port,
    token,
    master: master.promise,
    services: () => loadServices(setup),
    lifecycle: () => loadLifecycle(setup),
    modules: () => loadModules(setup),
    tap,
    log,
    transport,
    parameters,
  })
  parent.on('master', (address) => {
    master.resolve(address)
    causedBy(address.cause ? [address.cause] : [], () => server.redirect(address))
  })
  const { requestedCalls } = server
  parent.on('listProxies', ({ request }) =>
    parent.send({ grove: 'proxiesListed', request, services: requestedCalls.list() }),
  )
  parent.on('call', ({ request, call }) => {
    void requestedCalls.call(call).then((result) => parent.send({ grove: 'called', request, result }))
  })
  const failed = new Promise<never>((_, reject) => server.onFailed(reject))
  const stopRequested = new Promise<void>((resolve) => server.onStopRequested(resolve))
  return {
    stopRequested,
    instance: server.instance,
    started: server.start(),
    failed,
    markFailed: (reason) => server.markFailed(reason),
    stop: () => server.stop(),
  }
}
