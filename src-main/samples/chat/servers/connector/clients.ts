// The clients of this connector. Each chat room has a Socket.IO room.
import type { App } from 'grove-cluster'
import { openClientPort, type ClientPort } from '../../clients.ts'
import type { ChatLine } from '../../services.ts'
import { Members } from './members.ts'

let clients: ClientPort | undefined
const members = new Members()

/** Returns the port that clients connect to. */
export async function openClients(app: App): Promise<number> {
  clients = await openClientPort()
  clients.io.on('connection', (socket) => {
    let joined: { room: string; user: string } | undefined
    socket.on('join', async (room: string, user: string, answer: (error: string | null) => void) => {
      answer(await errorOf(() => app.rpc.route('chat', room).room.join(room, user, app.id)))
      joined = { room, user }
      members.add(room, user)
      await socket.join(room)
    })
    socket.on('say', async (text: string, answer: (error: string | null) => void) => {
      const { room, user } = joined ?? { room: '', user: '' }
      answer(joined ? await errorOf(() => say(app, { room, user, text })) : 'join a room first')
    })
    socket.on('disconnect', () => {
      if (!joined) return
      members.remove(joined.room, joined.user)
      void errorOf(() =>
        app.rpc.route('chat', joined?.room ?? '').room.leave(joined?.room ?? '', joined?.user ?? '', app.id),
      )
    })
  })
  return clients.port
}

export function deliver(line: ChatLine): void {
  clients?.io.to(line.room).emit('line', line)
}

export async function closeClients(): Promise<void> {
  await clients?.io.close()
}

/** A chat server that does not know the room yet gets its members, and then the message again. */
async function say(app: App, line: ChatLine): Promise<void> {
  const chat = app.rpc.route('chat', line.room).room
  if (await chat.say(line, app.id)) return
  await Promise.all([...members.of(line.room)].map((user) => chat.join(line.room, user, app.id)))
  await chat.say(line, app.id)
}

/** Returns the message of a failure, or null. */
async function errorOf(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
