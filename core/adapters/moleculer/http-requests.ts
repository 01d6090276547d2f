// The HTTP requests that a node serves, as by moleculer-web: they show which request led to which calls.
import { Server } from 'node:http'
import type { AdapterContext, Member } from '../adapter.ts'

/** Adds a step for each request. What its handler does is caused by it. The query is left out: it may hold secrets. */
export function watchHttpRequests(context: AdapterContext, member: () => Member | undefined): void {
  context.wrapMethod(Server.prototype, 'emit', (server, args, original) => {
    const [event, request] = args
    const joined = event === 'request' ? member() : undefined
    if (!joined) return original(server, args)
    const path = String(request.url).split('?', 1)[0]
    const id = joined.step('httpRequest', `${request.method} ${path}`)
    return joined.causedBy([id], () => original(server, args))
  })
}
