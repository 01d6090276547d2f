// The open connections between processes.
import type { LinkKind } from '../../core/protocol/record.ts'
import { CopyOnWrite } from './copy-on-write.ts'
import type { LinkEvent } from './event.ts'

export interface LinkState {
  conn: string
  link: LinkKind
  dialler: string | null
  listener: string | null
}

export class Links {
  #open: ReadonlyMap<string, LinkState> = new Map<string, LinkState>()
  #own = new CopyOnWrite()

  /** Returns an independent copy; what neither changes stays shared. */
  fork(): Links {
    const copy = new Links()
    copy.#open = this.#open
    this.#own = new CopyOnWrite()
    return copy
  }

  /** By the id of the connection. */
  get open(): ReadonlyMap<string, LinkState> {
    return this.#open
  }

  add({ conn, link, end, process, peer }: LinkEvent): void {
    const known = this.#open.get(conn) ?? { conn, link, dialler: null, listener: null }
    const other = end === 'dialler' ? 'listener' : 'dialler'
    const open = this.#own.map(this.#open)
    open.set(conn, { ...known, [end]: process, [other]: known[other] ?? peer ?? null })
    this.#open = open
  }

  close(conn: string): LinkState | undefined {
    const link = this.#open.get(conn)
    if (!link) return undefined
    const open = this.#own.map(this.#open)
    open.delete(conn)
    this.#open = open
    return link
  }

  /** Whether this process has dialled a connection of this kind that is open. */
  hasDialled(process: string, kind: LinkKind): boolean {
    return [...this.#open.values()].some(({ link, dialler }) => link === kind && dialler === process)
  }
}
