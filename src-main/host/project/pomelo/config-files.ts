// Reads the configuration of a Pomelo or Pinus project as far as it is JSON, for one environment.
import { dirname, join, relative, resolve } from 'node:path'
import type { Problem } from '../../../contract/index.ts'
import { readJsonFile } from '../plan-file.ts'
import { exists, fieldsOf, firstOf, foldersIn } from './files.ts'
import { CONFIG_ENDINGS } from './layout.ts'

export interface PomeloConfig {
  environment: string
  /** Those that there are; empty if one configuration is for all, or only a program knows. */
  environments: string[]
  /** Types and their servers, not validated; null if only a program in `serversFile` knows. */
  servers: unknown
  /** Relative to the project, for messages. */
  serversFile: string
  /** Not validated; null if a program makes it, or if it is missing. */
  master: unknown
  masterFile: string
  /** Files that log4js writes, as its configuration names them, relative to the project. */
  logFiles: string[]
  /** Folders of these that are missing: some versions of log4js do not create them. */
  missingLogFolders: string[]
  /** Absolute paths of what was read or looked for. */
  inputs: string[]
  problems: Problem[]
}

const DEFAULT_ENVIRONMENT = 'development'
const ENVIRONMENT = /^(?!\.)[\w.-]{1,128}$/

/**
 * @param base the folder that has `config/`
 * @param wanted the environment; by default `development`, else the first
 */
export async function readPomeloConfig(
  directory: string,
  base: string,
  wanted: { environment: string | null; fallback: string | null },
): Promise<PomeloConfig> {
  const shared = await readFile(directory, base, 'servers')
  const folders = await environmentFolders(base)
  // As in the framework: a file in config/ itself precedes the folders of the environments.
  const keys = Object.entries(fieldsOf(shared?.value)).flatMap(([name, value]) =>
    Array.isArray(value) || !isEnvironment(name) ? [] : [name],
  )
  const environments = shared ? keys : folders
  const environment =
    wanted.environment ??
    [wanted.fallback, DEFAULT_ENVIRONMENT].find((name) => name !== null && environments.includes(name)) ??
    (environments[0] || wanted.fallback || DEFAULT_ENVIRONMENT)
  const servers = shared ?? (await readFile(directory, base, 'servers', environment))
  const master =
    (await readFile(directory, base, 'master')) ?? (await readFile(directory, base, 'master', environment))
  const log4js =
    (await readFile(directory, base, 'log4js')) ?? (await readFile(directory, base, 'log4js', environment))
  const logFiles = logFilesIn(log4js?.value, relative(directory, base))
  const unknown = environments.length > 0 && !environments.includes(environment)
  const files = [servers, master, log4js].filter((file) => file !== null)
  return {
    environment,
    environments,
    servers: servers && valueFor(servers.value, environment),
    serversFile: servers?.name ?? 'config/servers.json',
    master: master && valueFor(master.value, environment),
    masterFile: master?.name ?? 'config/master.json',
    logFiles,
    missingLogFolders: await missingFolders(directory, logFiles),
    inputs: files.map(({ path }) => path),
    problems: [
      ...(unknown ? [unknownEnvironment(directory, environment, environments)] : []),
      ...[servers, master].flatMap((file) => file?.problem ?? []),
    ],
  }
}

interface ConfigFile {
  /** Absolute. */
  path: string
  /** Relative to the project. */
  name: string
  /** Null for a program. */
  value: unknown
  problem?: Problem
}

/** Returns null if there is no such file. */
async function readFile(
  directory: string,
  base: string,
  name: 'servers' | 'master' | 'log4js',
  environment = '',
): Promise<ConfigFile | null> {
  const folder = join(base, 'config', environment)
  const found = await firstOf(
    folder,
    CONFIG_ENDINGS.map((ending) => name + ending),
  )
  if (found === null) return null
  const path = join(folder, found)
  const file = { path, name: relative(directory, path) }
  if (found !== `${name}.json`) return { ...file, value: null }
  const read = await readJsonFile(path)
  return read.ok ? { ...file, value: read.value } : { ...file, value: null, problem: read.problem }
}

async function environmentFolders(base: string): Promise<string[]> {
  const folders = await foldersIn(join(base, 'config'))
  const found = await Promise.all(
    folders.filter(isEnvironment).map(async (folder) => {
      const files = CONFIG_ENDINGS.map((ending) => `servers${ending}`)
      return (await firstOf(join(base, 'config', folder), files)) === null ? [] : [folder]
    }),
  )
  return found.flat()
}

function isEnvironment(name: string): boolean {
  return ENVIRONMENT.test(name) && name !== '__proto__'
}

/** The framework takes the value of the environment's key, else the whole file. */
function valueFor(value: unknown, environment: string): unknown {
  const fields = fieldsOf(value)
  return Object.hasOwn(fields, environment) ? fields[environment] : value
}

/** The appenders are a list, or an object by name in later versions. */
function logFilesIn(value: unknown, base: string): string[] {
  const { appenders } = fieldsOf(value)
  const all = Array.isArray(appenders) ? appenders : Object.values(fieldsOf(appenders))
  const files = all.flatMap((appender) => {
    const { filename } = fieldsOf(appender)
    return typeof filename === 'string' && filename.length <= 256 ? [filename] : []
  })
  const named = files.map((file) =>
    file.replace(/^\$\{opts:base\}\/?/, base === '' ? '' : `${base}/`).replaceAll('${opts:serverId}', '<id>'),
  )
  return [...new Set(named)]
}

async function missingFolders(directory: string, files: string[]): Promise<string[]> {
  const folders = [...new Set(files.map(dirname))].filter((folder) => !folder.includes('${'))
  const missing = await Promise.all(
    folders.map(async (folder) => ((await exists(resolve(directory, folder))) ? [] : [folder])),
  )
  return missing.flat()
}

function unknownEnvironment(directory: string, environment: string, environments: string[]): Problem {
  return {
    code: 'NO_SUCH_ENVIRONMENT',
    message: `${directory} has no environment "${environment}"; it has: ${environments.join(', ')}.`,
    field: 'environment',
  }
}
