// The list of servers at the master: what its watchdog adds, removes and sends to whom.
import type { AdapterContext, Foreign, Member } from '../adapter.ts'
import type { MemberRecords } from './member-records.ts'

export function watchRegistry(
  watchdog: Foreign,
  context: AdapterContext,
  member: Member,
  records: MemberRecords,
): void {
  const add = (server: Foreign, change: () => Foreign): Foreign =>
    server?.id === undefined
      ? change()
      : member.causedBy([member.view({ added: [records.recordOf(server)] })], change)

  context.wrapMethod(watchdog, 'addServer', (self, args, original) =>
    add(args[0], () => original(self, args)),
  )
  context.wrapMethod(watchdog, 'reconnectServer', (self, args, original) =>
    add(args[0], () => original(self, args)),
  )
  context.wrapMethod(watchdog, 'removeServer', (self, args, original) =>
    member.causedBy([member.view({ removed: [{ id: String(args[0]) }] })], () => original(self, args)),
  )
  context.wrapMethod(watchdog, 'subscribe', (self, args, original) =>
    member.causedBy([member.step('subscriberAdded', String(args[0]))], () => original(self, args)),
  )
}
