// The gate: assigns a connector to each client by its name.
import { defineLifecycle, type App } from 'grove-cluster'
import { openClientPort, type ClientPort } from '../../clients.ts'

let clients: ClientPort

export default defineLifecycle({
  async beforeStartup(app) {
    clients = await openClientPort()
    // The bots find the gate by its record, which every server sees.
    app.info.clientPort = clients.port
    clients.io.on('connection', (socket) => {
      socket.on('connector', (user: string, answer: (port: number | null) => void) =>
        answer(connectorFor(app, user)),
      )
    })
  },
  async beforeShutdown() {
    await clients.io.close()
  },
})

function connectorFor(app: App, user: string): number | null {
  const connectors = app.servers('connector')
  const number = [...user].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0)
  const chosen = connectors[number % connectors.length]
  return typeof chosen?.clientPort === 'number' ? chosen.clientPort : null
}
