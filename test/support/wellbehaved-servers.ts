// Three well-behaved servers, and one that joins and leaves. An attack must not disturb them.
import { startServer, type Server, type ServiceFactory } from '../../core/index.ts'
import { until } from './until.ts'

const IDS = ['wellbehaved-1', 'wellbehaved-2', 'wellbehaved-3']
const CHURN = 'churn-1'

const echo: ServiceFactory = () => ({
  say: (text: string) => text,
  fail: () => {
    throw new Error('as asked')
  },
})

interface Address {
  host: string
  port: number
}

export class WellbehavedServers implements AsyncDisposable {
  readonly servers: Server[]
  /** Removals of well-behaved servers, and failures. */
  readonly disturbances: string[] = []
  /** Every id that was announced to a well-behaved server. */
  readonly announced = new Set<string>()
  readonly #master: Address
  readonly #token: string
  readonly #others: string[]
  #rounds = 0

  private constructor(servers: Server[], master: Address, token: string, others: string[]) {
    this.servers = servers
    this.#master = master
    this.#token = token
    this.#others = others
    for (const server of servers) {
      server.onServersAdded((records) => records.forEach(({ id }) => this.announced.add(id)))
      server.onServersRemoved((records) => {
        const gone = records.map(({ id }) => id).filter((id) => this.#lasting.includes(id))
        this.disturbances.push(...gone.map((id) => `${server.id} was told that ${id} is gone`))
      })
      server.onFailed((error) => this.disturbances.push(`${server.id} failed: ${error.message}`))
    }
  }

  /** `others`: further servers that stay in the cluster. */
  static async start(master: Address, token: string, others: string[] = []): Promise<WellbehavedServers> {
    const options = { serverType: 'wellbehaved', token, master, services: { echo } }
    const servers = await Promise.all(IDS.map((id) => startServer({ ...options, id })))
    const wellbehaved = new WellbehavedServers(servers, master, token, others)
    await wellbehaved.waitForViews([])
    return wellbehaved
  }

  get #lasting(): string[] {
    return [...IDS, ...this.#others]
  }

  /** Waits until every view holds exactly the well-behaved servers and these. */
  async waitForViews(more: string[]): Promise<void> {
    const expected = [...this.#lasting, ...more].toSorted().join(' ')
    const seen = (): string[] => this.servers.map((server) => namesOf(server))
    await until(
      `every wellbehaved server sees ${expected}`,
      () => seen().every((names) => names === expected),
      {
        within: 6_000,
        detail: () => seen().join('\n'),
      },
    )
  }

  /** Lets a server join and leave; waits until all views show both. */
  async churn(others: string[] = []): Promise<void> {
    const options = { id: CHURN, serverType: 'churn', token: this.#token, master: this.#master }
    const server = await startServer({ ...options, info: { round: ++this.#rounds } })
    await this.waitForViews([...others, CHURN])
    await server.stop()
    await this.waitForViews(others)
  }

  /** Each server calls the next; returns the responses. */
  async call(text: string): Promise<unknown[]> {
    const calls = this.servers.map(async (server, index) => {
      const next = server.rpc.to(IDS[(index + 1) % IDS.length] ?? '')
      return next.echo?.say?.(text)
    })
    return Promise.all(calls)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()))
  }
}

function namesOf(server: Server): string {
  return server
    .servers()
    .map(({ id }) => id)
    .toSorted()
    .join(' ')
}
