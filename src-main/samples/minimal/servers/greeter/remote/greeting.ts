// A service: every server of the cluster can call its functions.
import { defineService, type App } from 'grove-cluster'

const makeGreeting = (app: App) => ({
  async hello(name: string) {
    return `${app.id} greets ${name}`
  },
})

// Lets the compiler check every call.
declare module 'grove-cluster' {
  interface ClusterServices {
    greeter: { greeting: ReturnType<typeof makeGreeting> }
  }
}

export default defineService(makeGreeting)
