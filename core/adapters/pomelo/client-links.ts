// The connections of clients to a frontend server. Their other ends are not seen.
import type { AdapterContext, Foreign, TappedLink } from '../adapter.ts'
import type { Participant } from './participant.ts'

/** Taps the sessions of a frontend server. Requests, answers and pushes are told apart by id and route. */
export function tapClients(sessionService: Foreign, context: AdapterContext, participant: Participant): void {
  let clients: Clients | undefined
  context.wrapMethod(sessionService.prototype, 'create', (self, args, original) => {
    const session = original(self, args)
    const { member, app } = participant
    if (!member) return session
    if (!clients) {
      clients = new Clients(`${context.id}/${process.pid}`)
      clients.watch(app.components, context)
    }
    const link = member.clientLink()
    clients.add(session.id, link)
    session.on(
      'closed',
      context.guard(() => clients?.close(session.id)),
    )
    return session
  })
}

class Clients {
  /** In the names of all connections, so that they are unique in the run. */
  readonly #place: string
  readonly #links = new Map<unknown, TappedLink>()
  /** Of the message that is being decoded or encoded. */
  #bytes = 0

  constructor(place: string) {
    this.#place = place
  }

  add(session: unknown, link: TappedLink): void {
    this.#links.set(session, link)
    link.opened(`client/${this.#place}/${String(session)}`)
  }

  close(session: unknown): void {
    this.#links.get(session)?.closed('closed')
    this.#links.delete(session)
  }

  /** Wraps the components of a frontend server, which are loaded before there are sessions. */
  watch(
    { __connector__: connector, __server__: server, __pushScheduler__: scheduler }: Foreign,
    context: AdapterContext,
  ): void {
    for (const owner of [connector, connector.connector]) {
      if (typeof owner.decode !== 'function') continue
      context.wrapMethod(owner, 'decode', (self, args, original) => {
        this.#bytes = sizeOf(args[0]?.body ?? args[0])
        return original(self, args)
      })
    }
    context.wrapMethod(server, 'globalHandle', (self, args, original) => {
      const [{ id, route, body }, session] = args
      const link = this.#links.get(session.id)
      if (!link) return original(self, args)
      const calls = id ? [{ id, method: String(route) }] : []
      const packet = { event: 'client', name: String(route), bytes: this.#bytes, body, calls }
      return link.receive(packet, () => original(self, args))
    })
    context.wrapMethod(scheduler, 'schedule', (self, args, original) => {
      this.#bytes = sizeOf(args[2])
      return original(self, args)
    })
    context.wrapMethod(connector, 'send', (self, args, original) => {
      const [id, route, body, receivers] = args
      this.#bytes = 0
      const result = original(self, args)
      const packet = id
        ? {
            event: 'client',
            name: `${route}.ack`,
            bytes: this.#bytes,
            body,
            calls: [{ id, answers: true, error: isError(body) }],
          }
        : { event: 'push', name: String(route), bytes: this.#bytes, body, calls: [] }
      for (const receiver of receivers ?? []) this.#links.get(receiver)?.send(packet, () => undefined)
      return result
    })
  }
}

function sizeOf(encoded: Foreign): number {
  return typeof encoded === 'string' || Buffer.isBuffer(encoded) ? Buffer.byteLength(encoded) : 0
}

/** Pomelo's own answer to an error that a handler reports. */
function isError(body: Foreign): true | undefined {
  return body?.code === 500 ? true : undefined
}
