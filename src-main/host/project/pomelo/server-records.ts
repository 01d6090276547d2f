// Validates the servers of a Pomelo or Pinus configuration and expands `clusterCount`. Every problem names its field.
import type { PlanProblem } from '../../../contract/index.ts'
import { fieldsOf } from './files.ts'
import { MAX_LENGTH, NAME, problemOfArgs, quoted, TEXT } from './command-text.ts'

/** A server as its master would start it. */
export interface ServerRecord {
  id: string
  serverType: string
  /** Its keys in their order, `id` among them, without `serverType`. */
  options: Map<string, string | number | boolean>
  /** Arguments for Node. */
  args: string[]
}

export interface ServerRecords {
  servers: ServerRecord[]
  problems: PlanProblem[]
  /** Settings that cannot be followed. */
  notes: PlanProblem[]
}

/** More could neither be shown nor run. */
const MAX_SERVERS = 1_000
const MAX_TYPES = 100
const MAX_KEYS = 100
const MAX_PROBLEMS = 20

const NAME_RULE = 'must be 1 to 128 of A-Z a-z 0-9 . _ -, and begin with none of . -'
/** What a property of an object or the master is called, and files that cannot exist on Windows. */
const RESERVED = new RegExp(
  `^(?:master|all|prototype|${Object.getOwnPropertyNames(Object.prototype).join('|')}|(?:con|prn|aux|nul|com\\d|lpt\\d)(?:\\..*)?)$`,
  'i',
)
const KEY = /^[A-Za-z_$][\w$.-]{0,127}$/
const COUNTING = /^(\d{1,5})\+\+$/
const PORT_KEY = /port$/i

/** A value that may be on a command line. */
type Option = string | number | boolean

export interface RecordsInput {
  /** Server type → list of servers. */
  types: unknown
  /** Whether `clusterCount` is expanded already: the framework did it. */
  expanded: boolean
  /** Id of the master. */
  masterId: string
}

export function parseServerRecords({ types, expanded, masterId }: RecordsInput): ServerRecords {
  const parser = new Parser(expanded)
  const named = Object.entries(fieldsOf(types))
  if (typeof types !== 'object' || types === null || Array.isArray(types)) {
    parser.refuse('servers', 'must be an object: server type → list of servers')
  }
  if (named.length > MAX_TYPES)
    parser.refuse('servers', `has ${named.length} types; at most ${MAX_TYPES} are allowed`)
  else for (const [type, entries] of named) parser.addType(type, entries)
  parser.checkIds(masterId)
  return parser.result()
}

class Parser {
  readonly #expanded: boolean
  readonly #servers: (ServerRecord & { field: string })[] = []
  readonly #problems: PlanProblem[] = []
  readonly #notes: PlanProblem[] = []

  constructor(expanded: boolean) {
    this.#expanded = expanded
  }

  refuse(field: string, message: string): void {
    this.#problems.push({ field, message })
  }

  result(): ServerRecords {
    const more = this.#problems.length - MAX_PROBLEMS
    const rest = more > 0 ? [{ field: `${more} more problems`, message: 'are not shown' }] : []
    return {
      servers: this.#servers.map(({ id, serverType, options, args }) => ({ id, serverType, options, args })),
      problems: [...this.#problems.slice(0, MAX_PROBLEMS), ...rest],
      notes: this.#notes,
    }
  }

  addType(type: string, entries: unknown): void {
    const field = `servers.${quoted(type)}`
    if (!NAME.test(type)) return this.refuse(field, NAME_RULE)
    if (RESERVED.test(type)) return this.refuse(field, 'is a reserved name')
    if (!Array.isArray(entries))
      return this.refuse(field, `must be a list of servers, not ${kindOf(entries)}`)
    let sequence = 0
    for (const [index, entry] of entries.entries()) {
      if (this.#servers.length >= MAX_SERVERS) return this.#refuseMore(field, entries.length)
      sequence += this.#addEntry(`${field}.${index}`, type, entry, sequence)
    }
  }

  /** Ids are names of log files, which differ in more than case. */
  checkIds(masterId: string): void {
    const owners = new Map([[masterId.toLowerCase(), 'the master']])
    for (const { id, field } of this.#servers) {
      const owner = owners.get(id.toLowerCase())
      if (owner === undefined) owners.set(id.toLowerCase(), field)
      else
        this.refuse(
          `${field}.id`,
          `is ${quoted(id)}, as is that of ${owner}; ids must differ in more than case`,
        )
    }
  }

  /** Returns how many servers of `clusterCount` it was. */
  #addEntry(field: string, type: string, entry: unknown, sequence: number): number {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
      this.refuse(field, `must be an object, not ${kindOf(entry)}`)
      return 0
    }
    const options = this.#options(field, entry)
    const args = this.#args(`${field}.args`, (entry as Record<string, unknown>)['args'])
    const count = options.get('clusterCount')
    if (count === undefined || this.#expanded) {
      const id = options.get('id')
      if (!Object.hasOwn(entry, 'id')) this.refuse(`${field}.id`, 'is missing')
      // Else it has been refused.
      else if (id !== undefined) this.#add(field, { id, serverType: type, options, args })
      return 0
    }
    if (!/^\d+$/.test(String(count)) || Number(count) < 1) {
      this.refuse(`${field}.clusterCount`, 'must be a whole number from 1')
      return 0
    }
    if (this.#servers.length + Number(count) > MAX_SERVERS) {
      this.#refuseMore(`${field}.clusterCount`, Number(count))
      return 0
    }
    // The framework's own ids, and its order of keys.
    options.delete('id')
    for (let index = 0; index < Number(count); index += 1) {
      const id = `cluster-server-${type}-${sequence + index}`
      const counted = [...options].map(([key, value]): [string, Option] => [key, countUp(value, index)])
      this.#add(field, { id, serverType: type, options: new Map([...counted, ['id', id]]), args })
    }
    return Number(count)
  }

  #add(field: string, { id, serverType, options, args }: Omit<ServerRecord, 'id'> & { id: unknown }): void {
    if (typeof id !== 'string') return this.refuse(`${field}.id`, `must be a string, not ${kindOf(id)}`)
    if (!NAME.test(id)) return this.refuse(`${field}.id`, NAME_RULE)
    if (RESERVED.test(id)) return this.refuse(`${field}.id`, `is ${quoted(id)}, a reserved name`)
    for (const [key, value] of options) {
      if (!PORT_KEY.test(key) || isPort(value)) continue
      return this.refuse(`${field}.${key}`, `must be a port from 1 to 65535, not ${shown(value)}`)
    }
    this.#servers.push({ id, serverType, options, args, field })
  }

  #options(field: string, entry: object): Map<string, Option> {
    const options = new Map<string, Option>()
    const keys = Object.entries(entry)
    if (keys.length > MAX_KEYS) {
      this.refuse(field, `has ${keys.length} keys; at most ${MAX_KEYS} are allowed`)
      return options
    }
    for (const [key, value] of keys) {
      // The framework sets the type itself.
      if (key === 'serverType' || (key === 'args' && Array.isArray(value))) continue
      if (!KEY.test(key) || key === '__proto__')
        this.refuse(`${field}.${quoted(key)}`, 'is no name for a setting')
      else if (value === null || typeof value === 'object') this.#leaveOut(field, key, value)
      else if (typeof value === 'string' && (value.length > MAX_LENGTH || !TEXT.test(value))) {
        this.refuse(`${field}.${key}`, `must be at most ${MAX_LENGTH} characters without control characters`)
      } else options.set(key, value as Option)
    }
    return options
  }

  #leaveOut(field: string, key: string, value: unknown): void {
    if (['id', 'host', 'port', 'args', 'clientHost', 'clientPort', 'clusterCount'].includes(key)) {
      this.refuse(`${field}.${key}`, `must be a string or a number, not ${kindOf(value)}`)
    } else {
      const message = `is ${kindOf(value)}, which the framework cannot pass to a server either: it is left out`
      this.#notes.push({ field: `${field}.${key}`, message })
    }
  }

  #args(field: string, value: unknown): string[] {
    if (value === undefined || value === null || value === '') return []
    const words = typeof value === 'string' ? value.split(/\s+/).filter(Boolean) : value
    if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) {
      this.refuse(field, `must be a string or a list of strings, not ${kindOf(value)}`)
      return []
    }
    const problem = problemOfArgs(words)
    if (problem === null) return words
    this.refuse(field, problem)
    return []
  }

  #refuseMore(field: string, count: number): void {
    this.refuse(field, `has ${count} servers; at most ${MAX_SERVERS} are allowed in all`)
  }
}

function countUp(value: Option, index: number): Option {
  const first = COUNTING.exec(String(value))?.[1]
  return first === undefined ? value : Number(first) + index
}

function isPort(value: Option): boolean {
  // Zero and an empty text are no port, which the framework understands as none.
  return value === '' || (/^\d{1,5}$/.test(String(value)) && Number(value) <= 65_535)
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function shown(value: Option): string {
  return typeof value === 'string' ? quoted(value) : String(value)
}
