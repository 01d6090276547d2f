// The rooms of this connector's clients.

export class Members {
  readonly #rooms = new Map<string, Set<string>>()

  add(room: string, user: string): void {
    this.#rooms.set(room, this.of(room).add(user))
  }

  remove(room: string, user: string): void {
    const users = this.of(room)
    users.delete(user)
    if (users.size === 0) this.#rooms.delete(room)
  }

  of(room: string): Set<string> {
    return this.#rooms.get(room) ?? new Set()
  }
}
