// The projects whose code the user trusts, and what each would run when the user said so.
import { join } from 'node:path'
import type { ReviewChanges } from '../../contract/index.ts'
import { readJson, writeJson } from '../state/json-file.ts'

export class TrustedProjects {
  /** Grove's state folder. */
  readonly state: string
  readonly #file: string

  constructor(state: string) {
    this.state = state
    this.#file = join(state, 'trusted.json')
  }

  /** Compares what a plan would run with what the user trusted; null if the user never did. `plan`: its real path. */
  async changes(plan: string, lines: string[]): Promise<ReviewChanges | null> {
    const trusted = (await this.#read()).get(plan)
    if (!trusted) return null
    return {
      added: lines.filter((line) => !trusted.includes(line)),
      removed: trusted.filter((line) => !lines.includes(line)),
    }
  }

  async add(plan: string, lines: string[]): Promise<void> {
    const plans = (await this.#read()).set(plan, lines)
    await writeJson(this.#file, { plans: Object.fromEntries(plans) })
  }

  async #read(): Promise<Map<string, string[]>> {
    const value = await readJson(this.#file)
    if (typeof value !== 'object' || value === null || !('plans' in value)) return new Map()
    const { plans } = value
    if (typeof plans !== 'object' || plans === null) return new Map()
    return new Map(Object.entries(plans).filter((entry): entry is [string, string[]] => isLines(entry[1])))
  }
}

function isLines(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((line) => typeof line === 'string')
}
