// The services of each server type, so that the compiler checks every call.
import type { PushService } from './servers/connector/remote/push.ts'
import type { RoomService } from './servers/chat/remote/room.ts'

declare module 'grove-cluster' {
  interface ClusterServices {
    gate: Record<string, never>
    connector: { push: PushService }
    chat: { room: RoomService }
  }
}

/** A chat message, as clients get it. */
export interface ChatLine {
  room: string
  user: string
  text: string
}
