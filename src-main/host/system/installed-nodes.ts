// Finds the versions of Node that version managers have installed, and chooses the one that a project asks for.
import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { HostError } from '../../contract/index.ts'
import { fileSystemCalls } from '../state/file-system-calls.ts'
import { isMissing, readFailure, readText } from '../state/safe-read.ts'
import { findExecutable } from './executable.ts'
import { askNodeVersion, nodeOnPath, type NodeRuntime } from './node.ts'
import { compareVersions, isInRange, parseVersion } from './node-range.ts'

/** What the hook in processes of other frameworks needs. */
const FLOOR = '12.20.0'
const FLOOR_TEXT = '12.20'

export interface ChosenNode extends NodeRuntime {
  /** What decided, like `.nvmrc`. */
  source: string
  /** A wish of the project that is not met. */
  note: { field: string; message: string } | null
}

export interface NodeWish {
  /** The project's folder. */
  directory: string
  /** From the command line. */
  wanted: string | undefined
  /** `engines.node` of its package.json. */
  engines: string | null
}

/**
 * Chooses the Node for a project of another framework: `wanted`, else `GROVE_NODE`, else the installed one that `.nvmrc`,
 * `.node-version` or `engines` ask for, else `node` on the PATH.
 * @throws {HostError} NO_NODE, BAD_NODE, BAD_PROJECT
 */
export async function chooseNode(wish: NodeWish, env: NodeJS.ProcessEnv = process.env): Promise<ChosenNode> {
  const named = wish.wanted ?? env['GROVE_NODE']
  if (named) {
    const path = findExecutable(named, env)
    if (path === null) throw noNode(`There is no program ${named} to run servers with.`)
    return checkedNode(path, wish.wanted === undefined ? 'GROVE_NODE' : '--node', env)
  }
  const path = nodeOnPath(env)
  const onPath = path === null ? null : { path, version: await askNodeVersion(path, env) }
  const asked = await requestedRange(wish)
  const installed = asked ? [...(onPath ? [onPath] : []), ...(await installedNodes(env))] : []
  const found = installed.find(
    ({ version }) => isFromFloor(version) && isInRange(version, asked?.range ?? '') === true,
  )
  if (asked && found && found !== onPath) return checkedNode(found.path, asked.source, env)
  if (!onPath) throw noNode('No node was found on the PATH.')
  const note = asked && !found ? unmetWish(asked, installed, onPath.version) : null
  return { ...checkFloor(onPath), source: found ? (asked?.source ?? 'PATH') : 'PATH', note }
}

interface RequestedRange {
  source: string
  range: string
}

async function requestedRange({ directory, engines }: NodeWish): Promise<RequestedRange | null> {
  for (const source of ['.nvmrc', '.node-version']) {
    const file = join(directory, source)
    const text = await readText(file).catch((error: unknown) => {
      if (isMissing(error)) return ''
      const message = `${file} cannot be read: ${readFailure(error)}.`
      throw new HostError({ code: 'BAD_PROJECT', message, field: source }, error)
    })
    const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim())
    const range = lines.find(Boolean)
    if (range !== undefined) return { source, range }
  }
  return engines === null ? null : { source: 'engines', range: engines }
}

/** Returns the versions of nvm, fnm, Volta, asdf and n, the newest first. Runs none of them. */
async function installedNodes(env: NodeJS.ProcessEnv): Promise<NodeRuntime[]> {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir()
  const data = env['XDG_DATA_HOME'] ?? join(home, '.local', 'share')
  const node = process.platform === 'win32' ? 'node.exe' : 'bin/node'
  const folders: [folder: string, node: string][] = [
    [join(env['NVM_DIR'] ?? join(home, '.nvm'), 'versions', 'node'), node],
    [join(env['FNM_DIR'] ?? join(data, 'fnm'), 'node-versions'), `installation/${node}`],
    [join(home, '.fnm', 'node-versions'), `installation/${node}`],
    [join(env['VOLTA_HOME'] ?? join(home, '.volta'), 'tools', 'image', 'node'), node],
    [join(env['ASDF_DATA_DIR'] ?? join(home, '.asdf'), 'installs', 'nodejs'), node],
    [join(env['N_PREFIX'] ?? '/usr/local', 'n', 'versions', 'node'), node],
  ]
  // nvm for Windows has the versions in its own folder.
  if (env['NVM_HOME']) folders.push([env['NVM_HOME'], node])
  const found = await Promise.all(folders.map(([folder, file]) => nodesIn(folder, file, env)))
  return found.flat().sort((one, other) => compareVersions(other.version, one.version))
}

async function nodesIn(folder: string, file: string, env: NodeJS.ProcessEnv): Promise<NodeRuntime[]> {
  const names = await fileSystemCalls.run(() => readdir(folder)).catch(() => [])
  return names.flatMap((name) => {
    const path = parseVersion(name) ? findExecutable(join(folder, name, file), env) : null
    return path === null ? [] : [{ path, version: `v${name.replace(/^v/, '')}` }]
  })
}

async function checkedNode(path: string, source: string, env: NodeJS.ProcessEnv): Promise<ChosenNode> {
  return { ...checkFloor({ path, version: await askNodeVersion(path, env) }), source, note: null }
}

function isFromFloor(version: string): boolean {
  return compareVersions(version, FLOOR) >= 0
}

function checkFloor(node: NodeRuntime): NodeRuntime {
  if (isFromFloor(node.version)) return node
  throw new HostError({
    code: 'BAD_NODE',
    message: `Servers of another framework need Node ${FLOOR_TEXT} or later under Grove, but ${node.path} is ${node.version}.`,
    hint: 'Name another Node with --node or GROVE_NODE.',
  })
}

function unmetWish(
  { source, range }: RequestedRange,
  installed: NodeRuntime[],
  used: string,
): ChosenNode['note'] {
  const asked = JSON.stringify(range.slice(0, 60))
  const versions = [...new Set(installed.map(({ version }) => version))].join(', ')
  const reason =
    isInRange(used, range) === null
      ? 'which is no version that Grove understands'
      : `which is not installed, or older than ${FLOOR_TEXT} (found: ${versions})`
  return { field: source, message: `asks for Node ${asked}, ${reason}: ${used} runs the servers` }
}

function noNode(message: string): HostError {
  const hint = `Install Node ${FLOOR_TEXT} or later, or name one with --node.`
  return new HostError({ code: 'NO_NODE', message, hint })
}
