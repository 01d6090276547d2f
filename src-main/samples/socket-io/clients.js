// Three users who say hello every two seconds, and ask who is there.
const { io } = require('socket.io-client')

const INTERVAL_MS = 2000
const url = process.env.URL || 'http://127.0.0.1:3000'

for (const user of ['ann', 'bob', 'eve']) {
  const socket = io(url, { transports: ['websocket'], forceNew: true })
  socket.on('connect', () => {
    socket.emit('login', user, (worker) => console.log(`${user} is at ${worker}`))
  })
  setInterval(() => {
    if (!socket.connected) return
    socket.emit('say', 'hello')
    socket.emit('who', (error, users) => {
      console.log(error ? `${user} asked who is there: ${error}` : `${user} sees ${users.join(', ')}`)
    })
  }, INTERVAL_MS)
}
