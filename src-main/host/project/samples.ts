// The sample clusters that ship with Grove. They are trusted: they are Grove's own code.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError, type Home } from '../../contract/index.ts'
import { readJson } from '../state/json-file.ts'
import { samplesFolder } from '../locations.ts'
import { PLAN_FILE, readPlan } from './plan-file.ts'

/** Describes each sample by its package.json. */
export async function listSamples(folder = samplesFolder): Promise<Home['samples']> {
  const names = await sampleNames(folder)
  return Promise.all(names.map((name) => describeSample(folder, name)))
}

/** @throws {HostError} NO_SUCH_SAMPLE */
export async function sampleFolder(name: string, folder = samplesFolder): Promise<string> {
  const names = await sampleNames(folder)
  if (names.includes(name)) return join(folder, name)
  throw new HostError({
    code: 'NO_SUCH_SAMPLE',
    message: `There is no sample "${name}"; there are: ${names.join(', ')}.`,
  })
}

async function sampleNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}

async function describeSample(folder: string, name: string): Promise<Home['samples'][number]> {
  const packageJson = await readJson(join(folder, name, 'package.json'))
  const description =
    textAt(packageJson, 'description') ?? (await countServers(join(folder, name, PLAN_FILE)))
  return { name, title: textAt(packageJson, 'title') ?? name, description }
}

async function countServers(file: string): Promise<string> {
  const reading = await readPlan(file)
  if (!reading.ok) return ''
  const groups = Object.entries(reading.plan.servers).map(([type, { count }]) => `${count} ${type}`)
  return `A master and ${groups.join(', ')}`
}

function textAt(value: unknown, key: string): string | null {
  if (typeof value !== 'object' || value === null) return null
  const text = (value as Record<string, unknown>)[key]
  return typeof text === 'string' ? text : null
}
