// The rooms: their users by connector, and the delivery of messages to those connectors.
import { defineService, type App } from 'grove-cluster'
import type { ChatLine } from '../../../services.ts'

/** Room → connector → users. */
type Rooms = Map<string, Map<string, Set<string>>>

const makeRoom = (app: App) => {
  const rooms: Rooms = new Map()
  app.onServersRemoved((removed) =>
    forgetConnectors(
      rooms,
      removed.map(({ id }) => id),
    ),
  )
  return {
    async join(room: string, user: string, connector: string): Promise<void> {
      const connectors = rooms.get(room) ?? new Map<string, Set<string>>()
      const users = connectors.get(connector) ?? new Set<string>()
      rooms.set(room, connectors.set(connector, users.add(user)))
    },

    async leave(room: string, user: string, connector: string): Promise<void> {
      rooms.get(room)?.get(connector)?.delete(user)
    },

    /** Returns false if this server does not know the user, because the room was on another server. */
    async say(line: ChatLine, from: string): Promise<boolean> {
      const connectors = rooms.get(line.room)
      if (!connectors?.get(from)?.has(line.user)) return false
      await Promise.allSettled(
        [...connectors.keys()].map((id) => app.rpc.to<'connector'>(id).push.deliver(line)),
      )
      return true
    },
  }
}

export type RoomService = ReturnType<typeof makeRoom>

export default defineService(makeRoom)

function forgetConnectors(rooms: Rooms, ids: string[]): void {
  for (const connectors of rooms.values()) ids.forEach((id) => connectors.delete(id))
}
