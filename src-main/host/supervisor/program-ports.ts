// Automatic ports of programs: each keeps its port while the run lasts, and from run to run if it is free.
import { createServer } from 'node:net'
import { isFree } from '../system/ports/probe.ts'

export class ProgramPorts {
  readonly #ports = new Map<string, number>()
  readonly #remembered: (id: string) => number | undefined
  #assigned: Promise<unknown> = Promise.resolve()

  /** @param remembered returns the port that a program had in the last run */
  constructor(remembered: (id: string) => number | undefined) {
    this.#remembered = remembered
  }

  portOf(id: string): number | undefined {
    return this.#ports.get(id)
  }

  /**
   * Gives a program a port that is free now. Returns the one that it had, if another program has taken it.
   * @param host the address that it will listen on
   */
  assign(id: string, host: string): Promise<number | null> {
    // One after the other, so that no two get the same.
    const assigned = this.#assigned.then(() => this.#assign(id, host))
    this.#assigned = assigned.catch(() => {})
    return assigned
  }

  /** Gives ports to those that have none yet, so that others can refer to them. */
  async assignMissing(ids: readonly string[], host: string): Promise<void> {
    await Promise.all(ids.filter((id) => !this.#ports.has(id)).map((id) => this.assign(id, host)))
  }

  async #assign(id: string, host: string): Promise<number | null> {
    const before = this.#ports.get(id) ?? this.#remembered(id)
    const taken = new Set([...this.#ports].flatMap(([other, port]) => (other === id ? [] : port)))
    if (before !== undefined && !taken.has(before) && (await isFree(host, before))) {
      this.#ports.set(id, before)
      return null
    }
    let port = await freePort(host)
    while (taken.has(port)) port = await freePort(host)
    this.#ports.set(id, port)
    return before ?? null
  }
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ host, port: 0, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
