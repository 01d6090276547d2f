// Ten clients that talk: each asks the gate for a connector, joins a room, and says something now and then.
import { defineLifecycle, type App } from 'grove-cluster'
import { io, type Socket } from 'socket.io-client'

const BOTS = 10
const ROOMS = ['oak', 'birch', 'willow']
const LINES = ['hello', 'who is here?', 'the rain is back', 'good night', 'I have to go', 'and yet it moves']
const sockets = new Set<Socket>()
const timers = new Set<NodeJS.Timeout>()

export default defineLifecycle({
  afterStartAll(app) {
    for (let number = 0; number < BOTS; number++) talk(app, `${app.id}.${number}`, number)
  },
  beforeShutdown() {
    timers.forEach((timer) => clearInterval(timer))
    sockets.forEach((socket) => socket.disconnect())
  },
})

function talk(app: App, user: string, number: number): void {
  const gate = app.servers('gate')[0]
  if (typeof gate?.clientPort !== 'number') return app.log('warn', `${user}: there is no gate`)
  const asking = open(gate.clientPort)
  asking.emit('connector', user, (port: number | null) => {
    close(asking)
    if (port !== null) sit(app, open(port), user, number)
  })
}

function sit(app: App, socket: Socket, user: string, number: number): void {
  const room = ROOMS[number % ROOMS.length] ?? 'oak'
  // Also after a reconnection: the connector has forgotten its clients.
  socket.on('connect', () =>
    socket.emit('join', room, user, (error: string | null) => report(app, user, error)),
  )
  const every = setInterval(
    () => {
      const text = LINES[Math.floor(Math.random() * LINES.length)]
      if (socket.connected) socket.emit('say', text, (error: string | null) => report(app, user, error))
    },
    1_000 + number * 100,
  )
  timers.add(every)
}

function open(port: number): Socket {
  const socket = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true })
  sockets.add(socket)
  return socket
}

function close(socket: Socket): void {
  socket.disconnect()
  sockets.delete(socket)
}

function report(app: App, user: string, error: string | null): void {
  if (error !== null) app.log('warn', `${user}: ${error}`)
}
