// Ten clients: each gets a connector from the gate, joins a room, and sends a message every second or two.
import { defineLifecycle, type App } from 'grove-cluster'
import { io, type Socket } from 'socket.io-client'

const BOTS = 10
const ROOMS = ['oak', 'birch', 'willow']
const LINES = ['hello', 'who is here?', 'the rain is back', 'good night', 'I have to go', 'and yet it moves']
const sockets = new Set<Socket>()
const timers = new Set<NodeJS.Timeout>()

export default defineLifecycle({
  afterStartAll(app) {
    for (let number = 0; number < BOTS; number++) startBot(app, `${app.id}.${number}`, number)
  },
  beforeShutdown() {
    timers.forEach((timer) => clearInterval(timer))
    sockets.forEach((socket) => socket.disconnect())
  },
})

function startBot(app: App, user: string, number: number): void {
  const gate = app.servers('gate')[0]
  if (typeof gate?.clientPort !== 'number') return app.log('warn', `${user}: there is no gate`)
  const gateSocket = open(gate.clientPort)
  gateSocket.emit('connector', user, (port: number | null) => {
    close(gateSocket)
    if (port !== null) joinRoom(app, open(port), user, number)
  })
}

function joinRoom(app: App, socket: Socket, user: string, number: number): void {
  const room = ROOMS[number % ROOMS.length] ?? 'oak'
  // Joins again after a reconnection, because a restarted connector does not know its clients.
  socket.on('connect', () =>
    socket.emit('join', room, user, (error: string | null) => report(app, user, error)),
  )
  const timer = setInterval(
    () => {
      const text = LINES[Math.floor(Math.random() * LINES.length)]
      if (socket.connected) socket.emit('say', text, (error: string | null) => report(app, user, error))
    },
    1_000 + number * 100,
  )
  timers.add(timer)
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
