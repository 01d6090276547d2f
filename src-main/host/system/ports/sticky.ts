// Remembers the ports of a project's servers, so that automatic ports stay the same from run to run.
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { ServerSummary } from '../../../contract/index.ts'
import { readJson, writeJson } from '../../state/json-file.ts'
import { readLedgers } from '../orphans.ts'

const MAX_PROJECTS = 100
const RECORD_DELAY_MS = 100

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
   * Returns null if a cluster of this project is running: its ports stay the remembered ones.
   * @param folder the project folder
   */
  static async open(state: string, folder: string): Promise<StickyPorts | null> {
    const directory = await realpath(folder)
    const running = (await readLedgers(state, () => {})).some(
      ({ isActive: attended, ledger: entries }) => attended && entries.directory === directory,
    )
    if (running) return null
    const file = join(state, 'ports.json')
    const known = (await readPorts(file)).find((project) => project.directory === directory)
    return new StickyPorts(file, directory, new Map(Object.entries(known?.ports ?? {})))
  }

  /** Returns the port that a server had last time. */
  portOf(id: string): number | undefined {
    return this.#ports.get(id)
  }

  /** Records the ports of the servers after a short delay: servers get their ports together. */
  record(servers: () => ServerSummary[]): void {
    if (this.#closed || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#update(servers())
    }, RECORD_DELAY_MS).unref()
  }

  /** Ends the recording. Resolves when all is written. */
  async close(servers: ServerSummary[]): Promise<void> {
    this.#closed = true
    if (this.#timer !== undefined) this.#update(servers)
    clearTimeout(this.#timer)
    await this.#written
  }

  #update(servers: ServerSummary[]): void {
    const changed = servers.filter(({ id, port }) => port !== null && this.#ports.get(id) !== port)
    for (const { id, port } of changed) if (port !== null) this.#ports.set(id, port)
    // A failed write only means that ports change next time.
    if (changed.length > 0) this.#written = this.#written.then(() => this.#write()).catch(() => {})
  }

  async #write(): Promise<void> {
    const others = (await readPorts(this.#file)).filter(({ directory }) => directory !== this.#directory)
    const own = { directory: this.#directory, ports: Object.fromEntries(this.#ports) }
    await writeJson(this.#file, [own, ...others].slice(0, MAX_PROJECTS))
  }
}

async function readPorts(file: string): Promise<z.output<typeof fileSchema>> {
  return fileSchema.safeParse(await readJson(file)).data ?? []
}
