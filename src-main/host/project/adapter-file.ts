// The adapter of a plan: one that comes with Grove, or a file of the user's. Reading it runs nothing.
import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { AdapterDefinition } from '../../../core/adapters/adapter.ts'
import { adapterNames, findAdapter } from '../../../core/adapters/definitions.ts'
import { nearestWord } from '../../../core/kit/nearest-word.ts'
import { HostError, type ClusterPlan } from '../../contract/index.ts'
import { parseDialect } from '../../timeline/index.ts'
import { readFailure, readText } from '../state/safe-read.ts'

const FIELDS = ['name', 'dialect', 'hook']

/** Returns the name or the file of the adapter that a plan's cluster has, and its field; null if it has none. */
export function adapterOf(plan: ClusterPlan): { adapter: string; field: string } | null {
  for (const [type, { adapter }] of Object.entries(plan.servers)) {
    if (adapter !== undefined) return { adapter, field: `servers.${type}.adapter` }
  }
  return null
}

/**
 * Returns the definition of the adapter that a plan's cluster has; null if it has none.
 * @throws {HostError} BAD_ADAPTER that names the file and the field
 */
export async function loadAdapter(plan: ClusterPlan, directory: string): Promise<AdapterDefinition | null> {
  const named = adapterOf(plan)
  if (!named) return null
  const { adapter, field } = named
  if (adapter.endsWith('.json')) return readAdapter(resolve(directory, adapter))
  const definition = findAdapter(adapter)
  if (definition) return definition
  const names = adapterNames()
  const nearest = nearestWord(adapter, names)
  const suggestion = nearest === undefined ? `there are: ${names.join(', ')}` : `did you mean ${nearest}?`
  const message = `${field} is ${JSON.stringify(adapter)}, which is no adapter of Grove; ${suggestion}`
  throw new HostError({
    code: 'BAD_ADAPTER',
    message,
    field,
    hint: 'Your own is a file: "./my.adapter.json".',
  })
}

async function readAdapter(path: string): Promise<AdapterDefinition> {
  const value = parse(await read(path), path)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(path, 'it must be an object with name, dialect and hook')
  }
  const fields = value as Record<string, unknown>
  const unknown = Object.keys(fields).find((key) => !FIELDS.includes(key))
  if (unknown !== undefined)
    throw invalid(path, `${unknown} is not a field here; allowed are: ${FIELDS.join(', ')}`)
  const { name, dialect, hook } = fields
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]{0,63}$/.test(name)) {
    throw invalid(path, 'name must be lower-case letters, digits and hyphens')
  }
  if (typeof hook !== 'string' || hook === '') throw invalid(path, 'hook must be the path of a CommonJS file')
  const parsed = parseDialect(dialect)
  if ('problem' in parsed) throw invalid(path, parsed.problem)
  const file = resolve(dirname(path), hook)
  await stat(file).catch((error: unknown) => {
    throw invalid(path, `hook names ${file}, but ${readFailure(error)}`)
  })
  return { name, dialect: parsed.dialect, file }
}

async function read(path: string): Promise<string> {
  try {
    return await readText(path)
  } catch (error) {
    throw invalid(path, readFailure(error))
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid(path, 'it is no JSON')
  }
}

function invalid(path: string, problem: string): HostError {
  return new HostError({ code: 'BAD_ADAPTER', message: `The adapter ${path} cannot be used: ${problem}.` })
}
