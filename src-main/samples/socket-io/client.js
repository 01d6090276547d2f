// Logs in as two users, says hello, and asks who is there. `node client.js http://127.0.0.1:3000` exits with code 0 if
// the chat does what it should.
const assert = require('node:assert/strict')
const { once } = require('node:events')
const { io } = require('socket.io-client')

const TIMEOUT_MS = 10_000
const url = process.argv[2] || `http://127.0.0.1:${process.env.PORT || 3000}`

async function login(user) {
  const socket = io(url, { transports: ['websocket'], forceNew: true })
  await socket.timeout(TIMEOUT_MS).emitWithAck('login', user)
  return socket
}

async function main() {
  const [ida, joe] = [await login('ida'), await login('joe')]
  const heard = new Promise((resolve) => {
    joe.on('said', (user, text) => user === 'ida' && resolve(text))
  })
  ida.emit('say', 'hello, joe')
  assert.equal(await heard, 'hello, joe')
  const users = await new Promise((resolve, reject) => {
    ida.emit('who', (error, found) => (error ? reject(new Error(error)) : resolve(found)))
  })
  assert.ok(users.includes('ida') && users.includes('joe'))
  const left = once(joe, 'disconnect')
  joe.close()
  await left
  ida.close()
  process.stdout.write(`${users.join(', ')} were there\n`)
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`)
  process.exitCode = 1
})
