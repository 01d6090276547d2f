// Runs of other Groves of this user: lists them, and lets the windows of this Grove show them and act on them. A window
// never gets the token of another Grove: this process connects with it, and passes calls and events on.
import {
  HostError,
  problemOf,
  runCalls,
  type HostApi,
  type HostEvent,
  type HostServer,
  type Launcher,
  type OtherGrove,
  type RunSummary,
} from '../contract/index.ts'
import { stateFolder } from '../host/state/state-folder.ts'
import { connectInstance, type Connection } from './connect.ts'
import { findInstances, type Instance } from './instance.ts'

/** Another Grove that does not answer must not keep the list of the others waiting. */
const ANSWER_TIMEOUT_MS = 1_500

/** A connection to another Grove, and its runs that windows of this one may name. */
interface Link {
  launcher: Launcher
  instance: Instance
  connection: Connection
  runs: Set<string>
}

/** The connections of one caller to other Groves, by pid: what it watches and exports there ends with it. */
type WindowLinks = Map<number, Promise<Connection>>

/** Adds the runs of other Groves to a host. `state`: Grove's state folder; the user's own by default. */
export function withOtherGroves(host: HostServer, state = stateFolder()): HostServer {
  const others = new OtherGroves(state)
  return {
    api: others.api(host.api, new Map()).api,
    connect: () => others.connect(host),
    listen: (listener) => {
      const unsubscribe = host.listen(listener)
      others.listeners.add(listener)
      return () => {
        others.listeners.delete(listener)
        unsubscribe()
      }
    },
  }
}

class OtherGroves {
  readonly listeners = new Set<(event: HostEvent) => void>()
  readonly #state: string
  readonly #links = new Map<number, Promise<Link>>()
  /** The link of each attached run. */
  readonly #attached = new Map<string, Link>()
  #windows = 0

  constructor(state: string) {
    this.#state = state
  }

  /** A window's connection to the host, which may also name attached runs. */
  connect(host: HostServer): ReturnType<HostServer['connect']> {
    const own = host.connect()
    const { api, close } = this.api(own.api, new Map())
    this.#windows += 1
    const disconnect = (): void => {
      own.disconnect()
      close()
      this.#windows -= 1
      if (this.#windows === 0) this.#detachAll()
    }
    return { api, disconnect }
  }

  /** The calls of a host, which may also name attached runs. */
  api(own: HostApi, links: WindowLinks): { api: HostApi; close: () => void } {
    /** Who makes the window's export; an export has no run in its calls. */
    let exporter = own
    const apiOf = (run: string | undefined): Promise<HostApi> | HostApi => {
      const link = run === undefined ? undefined : this.#attached.get(run)
      return link ? this.#windowApi(link, links) : own
    }
    const routed: Record<string, (...args: never[]) => Promise<unknown>> = {}
    for (const name of runCalls) {
      routed[name] = async (...args) => {
        const api = await apiOf(args[0])
        if (name === 'export') exporter = api
        return (api[name] as (...args: unknown[]) => Promise<unknown>)(...args)
      }
    }
    const api: HostApi = {
      ...own,
      ...(routed as Partial<HostApi>),
      ping: async (run) => (await apiOf(run)).ping(run),
      runs: async () => [...(await own.runs()), ...(await this.#attachedRuns())],
      exportPart: (id) => exporter.exportPart(id),
      cancelExport: (id) => exporter.cancelExport(id),
      diff: async (a, b) => {
        if (this.#attached.get(a)?.launcher.pid !== this.#attached.get(b)?.launcher.pid)
          throw differentGroves()
        return (await apiOf(a)).diff(a, b)
      },
      otherGroves: () => this.#list(),
      attach: (pid, run) => this.#attach(pid, run),
    }
    const close = (): void => {
      for (const connection of links.values()) void connection.then((open) => open.close()).catch(() => {})
    }
    return { api, close }
  }

  async #list(): Promise<OtherGrove[]> {
    const instances = await findInstances(this.#state)
    return Promise.all(instances.filter(({ pid }) => pid !== process.pid).map((each) => this.#describe(each)))
  }

  async #describe(instance: Instance): Promise<OtherGrove> {
    const { pid, shell, version, startedAt } = instance
    const about = { pid, shell, version, startedAt }
    try {
      const runs = await withTimeout(readRuns(instance), instance)
      return { ...about, runs: runs.map((run) => ({ ...run, launcher: { pid, shell } })), problem: null }
    } catch (error) {
      return { ...about, runs: [], problem: problemOf(error) }
    }
  }

  async #attach(pid: number, run: string): Promise<RunSummary> {
    const link = await this.#link(pid)
    const summaries = await withTimeout(link.connection.api.runs(), link.instance)
    const summary = summaries.find((known) => known.run === run)
    if (!summary) throw new HostError({ code: 'NO_SUCH_RUN', message: 'This run is not there any more.' })
    link.runs.add(run)
    this.#attached.set(run, link)
    return { ...summary, launcher: link.launcher }
  }

  #link(pid: number): Promise<Link> {
    const known = this.#links.get(pid)
    if (known) return known
    const link = this.#open(pid)
    this.#links.set(pid, link)
    // The next attempt tries again.
    link.catch(() => this.#links.delete(pid))
    return link
  }

  async #open(pid: number): Promise<Link> {
    const instance = (await findInstances(this.#state)).find((known) => known.pid === pid)
    if (!instance) {
      throw new HostError({ code: 'INSTANCE_GONE', message: `Grove (pid ${pid}) does not run any more.` })
    }
    const connection = await connectInstance(instance, { events: true })
    const link: Link = { launcher: { pid, shell: instance.shell }, instance, connection, runs: new Set() }
    connection.listen((event) => this.#receive(link, event))
    void connection.ended.then(() => this.#remove(link))
    return link
  }

  #receive(link: Link, event: HostEvent): void {
    if (event.type === 'runChanged') {
      if (link.runs.has(event.run.run))
        this.#emit({ ...event, run: { ...event.run, launcher: link.launcher } })
      return
    }
    if (!('run' in event) || !link.runs.has(event.run)) return
    if (event.type === 'runClosed') {
      link.runs.delete(event.run)
      this.#attached.delete(event.run)
    }
    this.#emit(event)
  }

  #remove(link: Link): void {
    this.#links.delete(link.launcher.pid)
    for (const run of link.runs) {
      this.#attached.delete(run)
      this.#emit({ type: 'launcherEnded', run })
    }
  }

  #emit(event: HostEvent): void {
    for (const listener of this.listeners) listener(event)
  }

  #windowApi({ launcher, instance }: Link, links: WindowLinks): Promise<HostApi> {
    const { pid } = launcher
    const connection = links.get(pid) ?? connectInstance(instance)
    links.set(pid, connection)
    void connection.then(
      ({ ended }) => ended.then(() => links.delete(pid)),
      () => links.delete(pid),
    )
    return connection.then(({ api }) => api)
  }

  async #attachedRuns(): Promise<RunSummary[]> {
    const links = new Set(this.#attached.values())
    const lists = [...links].map(async ({ connection, instance, launcher, runs }) => {
      const summaries = await withTimeout(connection.api.runs(), instance).catch(() => [])
      return summaries.filter(({ run }) => runs.has(run)).map((summary) => ({ ...summary, launcher }))
    })
    return (await Promise.all(lists)).flat()
  }

  /** Nobody looks any more. */
  #detachAll(): void {
    this.#attached.clear()
    for (const link of this.#links.values()) {
      void link.then(({ connection, runs }) => {
        runs.clear()
        connection.close()
      })
      link.catch(() => {})
    }
    this.#links.clear()
  }
}

async function readRuns(instance: Instance): Promise<RunSummary[]> {
  const connection = await connectInstance(instance)
  try {
    return await connection.api.runs()
  } finally {
    connection.close()
  }
}

async function withTimeout<Value>(work: Promise<Value>, { pid }: Instance): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    const problem = { code: 'INSTANCE_GONE', message: `Grove (pid ${pid}) does not answer.` }
    timer = setTimeout(() => reject(new HostError(problem)), ANSWER_TIMEOUT_MS)
  })
  try {
    return await Promise.race([work, silence])
  } finally {
    clearTimeout(timer)
  }
}

function differentGroves(): HostError {
  return new HostError({
    code: 'OTHER_GROVE',
    message: 'Runs of two Groves cannot be compared.',
    hint: 'Open the recording of one of them, and compare with that.',
  })
}
