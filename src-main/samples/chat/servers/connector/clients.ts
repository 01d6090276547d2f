// The clients of this connector: one Socket.IO room for each chat room.
import type { App } from 'grove-cluster'
import { openClientPort, type ClientPort } from '../../clients.ts'
import type { ChatLine } from '../../services.ts'
import { Members } from './members.ts'

let clients: ClientPort | undefined
const members = new Members()

/** Answers the port that clients connect to. */
export async function openClients(app: App): Promise<number> {
  clients = await openClientPort()
  clients.io.on('connection', (socket) => {
    let seat: { room: string; user: string } | undefined
    socket.on('join', async (room: string, user: string, answer: (error: string | null) => void) => {
      answer(await told(() => app.rpc.route('chat', room).room.join(room, user, app.id)))
      seat = { room, user }
      members.add(room, user)
      await socket.join(room)
    })
    socket.on('say', async (text: string, answer: (error: string | null) => void) => {
      const { room, user } = seat ?? { room: '', user: '' }
      answer(seat ? await told(() => say(app, { room, user, text })) : 'join a room first')
    })
    socket.on('disconnect', () => {
      if (!seat) return
      members.remove(seat.room, seat.user)
      void told(() =>
        app.rpc.route('chat', seat?.room ?? '').room.leave(seat?.room ?? '', seat?.user ?? '', app.id),
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

/** A room that moved to another chat server is unknown there: its members join again, and the line is sent again. */
async function say(app: App, line: ChatLine): Promise<void> {
  const chat = app.rpc.route('chat', line.room).room
  if (await chat.say(line, app.id)) return
  await Promise.all([...members.of(line.room)].map((user) => chat.join(line.room, user, app.id)))
  await chat.say(line, app.id)
}

async function told(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
