// The ports that a project's servers had last time: automatic ones are asked for again, so that an address that was
// written down somewhere stays good.
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { ServerSummary } from '../../../contract/index.ts'
import { readJson, writeJson } from '../../state/json-file.ts'
import { readLedgers } from '../orphans.ts'

/** Projects that are remembered, the latest. */
const KEPT = 100
/** Servers get their ports together. */
const GATHER_MS = 100

const fileSchema = z.array(
  z.object({ directory: z.string(), ports: z.record(z.string(), z.int().min(1).max(65_535)) }),
)

export class StickyPorts {
  readonly #file: string
  readonly #directory: string
  readonly #ports: Map<string, number>
  #timer: NodeJS.Timeout | undefined
  #written = Promise.resolve()
  #closed = false

  private constructor(file: string, directory: string, ports: Map<string, number>) {
    this.#file = file
    this.#directory = directory
    this.#ports = ports
  }

  /**
   * Null where a cluster of this project runs already: it has the ports, and they are to be asked for next time too.
   * @param folder the project's
   */
  static async open(state: string, folder: string): Promise<StickyPorts | null> {
    const directory = await realpath(folder)
    const running = (await readLedgers(state)).some(
      ({ attended, entries }) => attended && entries.directory === directory,
    )
    if (running) return null
    const file = join(state, 'ports.json')
    const known = (await readPorts(file)).find((project) => project.directory === directory)
    return new StickyPorts(file, directory, new Map(Object.entries(known?.ports ?? {})))
  }

  /** What a server had last time. */
  of(id: string): number | undefined {
    return this.#ports.get(id)
  }

  /** Notes, a little later, which ports the servers have. */
  note(servers: () => ServerSummary[]): void {
    if (this.#closed || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#take(servers())
    }, GATHER_MS).unref()
  }

  /** Resolves when what was noted is written; from now on nothing is noted. */
  async close(servers: ServerSummary[]): Promise<void> {
    this.#closed = true
    if (this.#timer !== undefined) this.#take(servers)
    clearTimeout(this.#timer)
    await this.#written
  }

  #take(servers: ServerSummary[]): void {
    const changed = servers.filter(({ id, port }) => port !== null && this.#ports.get(id) !== port)
    for (const { id, port } of changed) if (port !== null) this.#ports.set(id, port)
    // A port that is forgotten stops nobody.
    if (changed.length > 0) this.#written = this.#written.then(() => this.#write()).catch(() => {})
  }

  async #write(): Promise<void> {
    const others = (await readPorts(this.#file)).filter(({ directory }) => directory !== this.#directory)
    const own = { directory: this.#directory, ports: Object.fromEntries(this.#ports) }
    await writeJson(this.#file, [own, ...others].slice(0, KEPT))
  }
}

async function readPorts(file: string): Promise<z.output<typeof fileSchema>> {
  return fileSchema.safeParse(await readJson(file)).data ?? []
}
