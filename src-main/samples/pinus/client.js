// A client: asks the gate for a connector, logs in, says something, and waits to hear it. Exits 0 if it did.
const { Message, Package } = require('pinus-protocol')
const WebSocket = require('ws')

const GATE_PORT = Number(process.env.GATE_PORT || 23214)
const NAME = process.env.CHAT_NAME || 'ada'
const TIMEOUT_MS = 20000

class Connection {
  constructor(port, onPush) {
    this.waiting = new Map()
    this.onPush = onPush
    this.count = 0
    this.socket = new WebSocket(`ws://127.0.0.1:${port}`)
    this.opened = new Promise((resolve, reject) => {
      this.socket.on('error', (error) => reject(new Error(`port ${port}: ${error.message}`)))
      this.socket.on('open', () =>
        this.send(Package.TYPE_HANDSHAKE, { sys: { type: 'sample', version: '1' }, user: {} }),
      )
      this.socket.on('message', (data) => this.receive(data, resolve))
    })
  }

  send(type, body = {}) {
    this.socket.send(Package.encode(type, Buffer.from(JSON.stringify(body))), { binary: true })
  }

  receive(data, onHandshake) {
    for (const { type, body } of [].concat(Package.decode(data))) {
      if (type === Package.TYPE_HANDSHAKE) {
        this.send(Package.TYPE_HANDSHAKE_ACK)
        onHandshake()
      } else if (type === Package.TYPE_HEARTBEAT) {
        // One may still come while the connection is being closed.
        if (this.socket.readyState === WebSocket.OPEN) this.send(Package.TYPE_HEARTBEAT)
      } else if (type === Package.TYPE_DATA) {
        const message = Message.decode(body)
        const content = JSON.parse(message.body.toString())
        if (message.type === Message.TYPE_PUSH) this.onPush(message.route, content)
        else this.waiting.get(message.id)(content)
      }
    }
  }

  async request(route, content) {
    await this.opened
    const id = (this.count += 1)
    const body = Buffer.from(JSON.stringify(content))
    const message = Message.encode(id, Message.TYPE_REQUEST, 0, route, body)
    const answer = new Promise((resolve) => this.waiting.set(id, resolve))
    this.socket.send(Package.encode(Package.TYPE_DATA, message), { binary: true })
    const result = await answer
    console.log(`${route} -> ${JSON.stringify(result)}`)
    if (result.code !== 200) throw new Error(`${route} failed: ${JSON.stringify(result)}`)
    return result
  }

  close() {
    this.socket.close()
  }
}

async function main() {
  const gate = new Connection(GATE_PORT, () => undefined)
  const { port } = await gate.request('gate.gateHandler.queryEntry', { name: NAME })
  gate.close()
  let hear
  const heard = new Promise((resolve) => (hear = resolve))
  const connector = new Connection(port, (route, content) => {
    console.log(`pushed ${route} ${JSON.stringify(content)}`)
    if (route === 'onSay') hear()
  })
  await connector.request('connector.entryHandler.login', { name: NAME, room: 'lobby' })
  await connector.request('chat.chatHandler.say', { text: 'hello' })
  await heard
  connector.close()
}

setTimeout(() => {
  console.error(`nothing was heard within ${TIMEOUT_MS / 1000} s`)
  process.exit(1)
}, TIMEOUT_MS)

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error.message)
    process.exit(1)
  },
)
