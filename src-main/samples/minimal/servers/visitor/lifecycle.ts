// The lifecycle hooks of a server. This one calls a greeter every two seconds.
import { defineLifecycle, type App } from 'grove-cluster'

let visits: NodeJS.Timeout | undefined

export default defineLifecycle({
  afterStartAll(app) {
    visits = setInterval(() => void visit(app), 2_000)
  },
  beforeShutdown() {
    clearInterval(visits)
  },
})

async function visit(app: App): Promise<void> {
  try {
    process.stdout.write(`${await app.rpc.any('greeter').greeting.hello(app.id)}\n`)
  } catch (error) {
    process.stdout.write(`no greeter answered: ${String(error)}\n`)
  }
}
