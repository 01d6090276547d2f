// A chat in Pinus: a gate sends each client to a connector, and chat servers keep the rooms.
require('reflect-metadata')
const { pinus } = require('pinus')

const app = pinus.createApp()
app.set('name', 'pinus-chat')

app.configure('development', 'gate|connector', () => {
  app.set('connectorConfig', { connector: pinus.connectors.hybridconnector, heartbeat: 30 })
})

app.configure('development', () => {
  // A room lives on one chat server.
  app.route('chat', (session, message, context, next) => {
    const servers = context.getServersByType('chat')
    if (!servers || servers.length === 0) return next(new Error('no chat server is up'), '')
    const room = typeof session === 'string' ? session : session.get('room')
    next(null, servers[room.length % servers.length].id)
  })
})

app.start()
