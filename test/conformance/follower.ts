// Applies notifications to a list by the rules of §5, and records violations: gaps, duplicates, unknown servers.
import type { Fields, Packet } from './peer.ts'

export interface Change {
  add?: Fields
  remove?: string
  reason?: unknown
}

/** The changes of one notification. */
export interface Notice {
  action: string
  revision: number
  changes: Change[]
}

export class Follower {
  readonly servers = new Map<string, Fields>()
  /** The notifications since the latest list. */
  readonly notices: Notice[] = []
  readonly broken: string[] = []
  readonly #own: string
  epoch = ''
  #revision: number | undefined

  /** `own`: the id that must not be in a notification. */
  constructor(own: string) {
    this.#own = own
  }

  get revision(): number {
    return this.#revision ?? -1
  }

  /** The changes since the latest list, in order. */
  get changes(): Change[] {
    return this.notices.flatMap(({ changes }) => changes)
  }

  apply({ event, body }: Packet): void {
    if (event !== 'monitor') return
    const notice = fieldsOf(body['respId'] === undefined ? body['body'] : undefined)
    const answer = fieldsOf(body['respId'] === undefined ? undefined : body['body'])
    if (answer['servers'] !== undefined && typeof answer['settling'] === 'boolean') this.#replace(answer)
    else if (notice['action'] === 'replaceServer') this.#replace(notice)
    else if (isChange(notice['action'])) this.#follow(noticeOf(notice))
  }

  #replace(list: Fields): void {
    this.epoch = String(list['epoch'])
    this.#revision = Number(list['revision'])
    this.notices.length = 0
    this.servers.clear()
    for (const [id, record] of Object.entries(fieldsOf(list['servers'])))
      this.servers.set(id, fieldsOf(record))
  }

  #follow(notice: Notice): void {
    const { revision, changes } = notice
    if (this.#revision === undefined)
      return void this.broken.push(`a notification before the list: ${revision}`)
    if (revision - changes.length !== this.#revision) {
      this.broken.push(
        `at revision ${this.#revision}, ${changes.length} changes came as revision ${revision}`,
      )
    }
    this.#revision = revision
    this.notices.push(notice)
    for (const change of changes) this.#change(change)
  }

  #change({ add, remove, reason }: Change): void {
    const id = String(add === undefined ? remove : add['id'])
    if (id === this.#own) this.broken.push(`${id} was notified of itself`)
    const known = this.servers.get(id)
    if (add) {
      if (known) this.broken.push(`${id} was added and is in the list already`)
      this.servers.set(id, add)
      return
    }
    if (!this.servers.delete(id)) this.broken.push(`${id} was removed and was not in the list`)
    if (reason !== 'closed' && reason !== 'lost') this.broken.push(`${id} was removed for ${String(reason)}`)
  }
}

function isChange(action: unknown): boolean {
  return action === 'addServer' || action === 'removeServer' || action === 'update'
}

function noticeOf(body: Fields): Notice {
  const { action, server, id, reason, changes } = body
  const revision = Number(body['revision'])
  if (action === 'addServer') return { action, revision, changes: [{ add: fieldsOf(server) }] }
  if (action === 'removeServer') return { action, revision, changes: [{ remove: String(id), reason }] }
  return { action: 'update', revision, changes: Array.isArray(changes) ? (changes as Change[]) : [] }
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}
