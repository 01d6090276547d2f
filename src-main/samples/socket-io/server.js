// A chat on all processors: the primary starts workers, which share a port, and replaces those that exit.
const cluster = require('node:cluster')
const { createServer } = require('node:http')
const { createAdapter, setupPrimary } = require('@socket.io/cluster-adapter')
const { Server } = require('socket.io')

const WORKERS = Number(process.env.WORKERS || 3)
const PORT = Number(process.env.PORT || 3000)
const REQUEST_TIMEOUT_MS = 2000

if (cluster.isPrimary) startWorkers()
else serve()

function startWorkers() {
  setupPrimary()
  let isStopping = false
  for (let count = 0; count < WORKERS; count++) cluster.fork()
  cluster.on('exit', () => {
    if (!isStopping) cluster.fork()
  })
  process.once('SIGTERM', () => {
    isStopping = true
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGTERM')
  })
}

function serve() {
  const http = createServer()
  const io = new Server(http, { adapter: createAdapter({ heartbeatInterval: 1000, heartbeatTimeout: 5000 }) })

  io.on('connection', (socket) => {
    socket.on('login', (user, answer) => {
      socket.data.user = user
      void socket.join('lobby')
      answer(`worker ${cluster.worker.id}`)
    })
    socket.on('say', (text) => {
      io.to('lobby').emit('said', socket.data.user, text)
    })
    socket.on('who', (answer) => {
      io.in('lobby')
        .timeout(REQUEST_TIMEOUT_MS)
        .fetchSockets()
        .then(
          (sockets) => answer(null, sockets.map(({ data }) => data.user).sort()),
          (error) => answer(error.message),
        )
    })
  })
  http.listen(PORT, '127.0.0.1')
  process.once('SIGTERM', () => {
    void io.close(() => process.exit(0))
  })
}
