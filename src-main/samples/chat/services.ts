// What each server type offers for RPC, so that the compiler checks every call.
import type { PushService } from './servers/connector/remote/push.ts'
import type { RoomService } from './servers/chat/remote/room.ts'

declare module 'grove-cluster' {
  interface ClusterServices {
    gate: Record<string, never>
    connector: { push: PushService }
    chat: { room: RoomService }
  }
}

/** One line of chat, as clients get it. */
export interface ChatLine {
  room: string
  user: string
  text: string
}
