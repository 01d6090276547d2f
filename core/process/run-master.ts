// The master's process: creates the master, and handles the parent's messages to it.
import { Master, type MasterOptions } from '../roles/master.ts'
import { loadModules } from './user-files.ts'
import type { Role, RoleContext } from './role.ts'

export function runMaster({ setup, token, parent, tap, transport, parameters }: RoleContext): Role {
  const options: MasterOptions = {
    id: setup.id,
    host: setup.host,
    port: setup.port === 'none' ? 0 : setup.port,
    token,
    tap,
    transport,
    parameters,
    modules: () => loadModules(setup),
    expect: setup.expect,
    onListening: ({ host, port }, cause) => parent.send({ grove: 'listening', host, port, cause }),
  }
  const master = new Master(options)
  parent.on('expect', ({ ids }) => master.expect(ids))
  parent.on('inspected', ({ ids }) => master.suspendHeartbeatTimeout(ids))
  parent.on('holdAnnouncements', () => {
    master.holdAnnouncements()
    parent.send({ grove: 'announcementsHeld' })
  })
  return {
    instance: master.epoch,
    started: master.start(),
    markFailed: (reason) => master.markFailed(reason),
    stop: () => master.stop(),
  }
}
