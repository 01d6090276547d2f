// Opens the port for clients before the server registers, so that its record has the port.
import { defineLifecycle } from 'grove-cluster'
import { closeClients, openClients } from './clients.ts'

export default defineLifecycle({
  async beforeStartup(app) {
    app.info.clientPort = await openClients(app)
  },
  beforeShutdown: closeClients,
})
