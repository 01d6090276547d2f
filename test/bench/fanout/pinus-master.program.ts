// pinus-admin's master with pinus's module that publishes the server list. Argument: the folder of the packages.
import { createRequire } from 'node:module'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { send, type ToMaster } from './messages.ts'

interface PinusConsole {
  register(moduleId: string, module: object): void
  start(started: (error?: Error) => void): void
}

interface PinusAdmin {
  createMasterConsole(options: object): PinusConsole
}

interface PinusModules {
  MasterWatcherModule: { new (options: { app: object }, service: PinusConsole): object; moduleId: string }
}

const peer = createRequire(join(process.argv[2] ?? '', 'package.json'))
const { createMasterConsole } = peer('pinus-admin') as PinusAdmin
const { MasterWatcherModule } = peer('pinus/dist/lib/modules/masterwatcher') as PinusModules

const port = await freePort()
const service = createMasterConsole({ port, env: 'development', authServer: admit })
const app = { startTime: Date.now(), getServerId: () => 'master-1', getServersFromConfig: () => ({}) }
service.register(MasterWatcherModule.moduleId, new MasterWatcherModule({ app }, service))
service.start((error) => {
  if (error) throw error
  const before = process.cpuUsage()
  process.on('message', (_message: ToMaster) => {
    const { user, system } = process.cpuUsage(before)
    send({ say: 'counted', sent: null, cpu: (user + system) / 1_000 })
  })
  send({ say: 'listening', port })
})
process.on('disconnect', () => process.exit())

function admit(_request: unknown, _env: unknown, decide: (verdict: string) => void): void {
  decide('ok')
}

/** It does not report its port, so it must be given one. */
async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port: free } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return free
}
