// The servers of a run by id: the master first, then in the plan's order, then as they were added.
import { HostError } from '../contract/index.ts'
import type { Member } from './member.ts'
import { MASTER_ID } from './plan-members.ts'

export class Roster {
  readonly #members = new Map<string, Member>()

  get all(): Member[] {
    return [...this.#members.values()]
  }

  get master(): Member | undefined {
    return this.#members.get(MASTER_ID)
  }

  /** All but the master. */
  get servers(): Member[] {
    return this.all.filter(({ id }) => id !== MASTER_ID)
  }

  /** The servers that are meant to run: a master waits for these, and for no other. */
  get expected(): string[] {
    return this.servers.filter(({ awaited }) => awaited).map(({ id }) => id)
  }

  enlist(member: Member): void {
    this.#members.set(member.id, member)
  }

  /** Fails with `NO_SUCH_SERVER`. */
  find(id: string): Member {
    const member = this.#members.get(id)
    if (!member) throw new HostError({ code: 'NO_SUCH_SERVER', message: `This run has no server ${id}.` })
    return member
  }

  forget({ id }: Member): void {
    this.#members.delete(id)
  }
}
