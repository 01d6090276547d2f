// The servers that this server knows, and the proxies that its RPC client has for them.
import type { MemberRecord } from '../../protocol/record.ts'
import type { AdapterContext, Foreign, Member } from '../adapter.ts'
import type { MemberRecords } from './member-records.ts'
import type { Participant } from './participant.ts'

interface Proxies {
  instance: string
  serverType: string
  services: string[]
}

/** @param application the object with the methods of all applications */
export function watchView(
  application: Foreign,
  context: AdapterContext,
  participant: Participant,
  records: MemberRecords,
): void {
  const view = new ServerView(context.id, records)
  const watch = (method: string, read: (argument: Foreign) => Change): void =>
    context.wrapMethod(application, method, (app, args, original) => {
      const { member, isMaster } = participant
      const apply = (): Foreign => original(app, args)
      // What the master knows is its registry.
      return member && !isMaster ? view.change(app, member, read(args[0]), apply) : apply()
    })
  watch('addServers', (servers) => ({ added: Object.values(servers ?? {}), removed: [], isWhole: false }))
  watch('removeServers', (ids) => ({ added: [], removed: ids ?? [], isWhole: false }))
  watch('replaceServers', (servers) => ({ added: Object.values(servers ?? {}), removed: [], isWhole: true }))
}

interface Change {
  added: Foreign[]
  removed: string[]
  /** Servers that are not added are removed. */
  isWhole: boolean
}

class ServerView {
  readonly #self: string
  readonly #records: MemberRecords
  readonly #members = new Map<string, MemberRecord>()
  readonly #proxies = new Map<string, Proxies>()

  constructor(self: string, records: MemberRecords) {
    this.#self = self
    this.#records = records
  }

  /** Pomelo before 1.0 leaves a server out of the list that it gets when it reconnects; it knows itself all the same. */
  change(app: Foreign, member: Member, { added, removed, isWhole }: Change, apply: () => Foreign): Foreign {
    const records = added
      .filter((server) => server?.id !== undefined)
      .map((server) => this.#records.recordOf(server))
    const kept = new Set(records.map(({ id }) => id))
    const gone = isWhole
      ? [...this.#members.keys()].filter((id) => !kept.has(id) && id !== this.#self)
      : removed.map(String)
    const view = member.view({ added: records, removed: gone.map((id) => ({ id })) })
    for (const id of gone) this.#members.delete(id)
    for (const record of records) this.#members.set(record.id, record)
    return member.causedBy([view], () => {
      if (records.length === 0) return this.#applied(app, member, apply)
      const step = member.step('serversAdded', records.map(({ id }) => id).join(' '))
      return member.causedBy([step], () => this.#applied(app, member, apply))
    })
  }

  #applied(app: Foreign, member: Member, apply: () => Foreign): Foreign {
    const result = apply()
    this.#compareProxies(app, member)
    return result
  }

  /** Reports how the proxies of the framework's client differ from those that were reported. */
  #compareProxies(app: Foreign, member: Member): void {
    const client = app.components?.__proxy__?.client
    const held = new Map<string, Proxies>()
    for (const record of this.#members.values()) {
      const proxies = client ? proxiesFor(record, client) : null
      if (proxies) held.set(record.id, proxies)
    }
    for (const [id, proxies] of this.#proxies) {
      if (held.get(id)?.instance === proxies.instance || id === this.#self) continue
      this.#proxies.delete(id)
      report(member, id, proxies, false)
    }
    for (const [id, proxies] of held) {
      if (this.#proxies.has(id)) continue
      this.#proxies.set(id, proxies)
      report(member, id, proxies, true)
    }
  }
}

/** Proxies are made for a type; who is called is one that the station of mailboxes knows. */
function proxiesFor(
  { id, instance, serverType = '', callable }: MemberRecord,
  client: Foreign,
): Proxies | null {
  const { user, sys } = client.proxies
  const isKnown = client._station?.servers?.[id] !== undefined
  const hasProxies = user?.[serverType] !== undefined || sys?.[serverType] !== undefined
  if (!callable || !isKnown || !hasProxies) return null
  return { instance, serverType, services: Object.keys(user?.[serverType] ?? {}) }
}

function report(
  member: Member,
  id: string,
  { instance, serverType, services }: Proxies,
  made: boolean,
): void {
  member.proxies({ id, instance }, { serverType, services, made })
}
