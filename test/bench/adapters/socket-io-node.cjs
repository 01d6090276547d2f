// A node of a Socket.IO cluster over Redis that answers a question, or, with the argument `call`, asks it.
'use strict'
const { createRequire } = require('module')
const { createServer } = require('http')
const saturate = require('./saturate.cjs')

const packages = createRequire(process.env.PACKAGES)
const { createAdapter } = packages('@socket.io/redis-adapter')
const { createClient } = packages('redis')
const { Server } = packages('socket.io')

const argument = 'x'.repeat(100)
/** A question may wait while the cluster is paused. */
const options = { requestsTimeout: 60_000 }

async function main() {
  const connect = () => createClient({ url: `redis://127.0.0.1:${process.env.REDIS_PORT}` }).connect()
  const http = createServer()
  const io = new Server(http, { adapter: createAdapter(await connect(), await connect(), options) })
  io.on('say', (text, answer) => answer(text))
  http.listen(0, '127.0.0.1')
  if (process.argv[2] !== 'call') return
  while ((await io.of('/').adapter.serverCount()) < 2) await new Promise((resolve) => setTimeout(resolve, 50))
  saturate(() => io.serverSideEmitWithAck('say', argument))
}

void main()
