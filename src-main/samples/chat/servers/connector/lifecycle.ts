// A connector opens its port for clients before it registers, so that its record says where.
import { defineLifecycle } from 'grove-cluster'
import { closeClients, openClients } from './clients.ts'

export default defineLifecycle({
  async beforeStartup(app) {
    app.info.clientPort = await openClients(app)
  },
  beforeShutdown: closeClients,
})
