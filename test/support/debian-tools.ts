// Finds or installs the Debian packages of programs that tests run: readers of Grove's exports, a Redis server.
import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const APT = '/usr/bin/apt-get'
const INSTALL_TIMEOUT_MS = 180_000

/** The Debian package of each program. */
const PACKAGES = {
  tshark: 'tshark',
  capinfos: 'wireshark-common',
  xmllint: 'libxml2-utils',
  'rsvg-convert': 'librsvg2-bin',
  'redis-server': 'redis-server',
} as const

export type Tool = keyof typeof PACKAGES

/**
 * Makes sure that these programs are installed.
 * @throws if one cannot be installed
 */
export function findTools(tools: readonly Tool[]): void {
  const missing = tools.filter((tool) => !isThere(tool))
  if (missing.length === 0) return
  const packages = [...new Set(missing.map((tool) => PACKAGES[tool]))]
  if (process.getuid?.() === 0 && existsSync(APT)) {
    apt('update')
    apt('install', '-y', '--no-install-recommends', ...packages)
  }
  const still = tools.filter((tool) => !isThere(tool))
  if (still.length > 0) {
    throw new Error(
      `These tests run ${still.join(', ')}: install the Debian packages ${packages.join(', ')}.`,
    )
  }
}

/** Returns what a program prints; rejects with its error output if it fails. */
export async function tool(name: Tool, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(name, args, { maxBuffer: 256 * 1024 * 1024 })
  return stdout
}

function isThere(name: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.some((folder) => existsSync(join(folder, name)))
}

function apt(...args: string[]): void {
  process.stderr.write(`Programs for tests are missing; running: ${APT} ${args.join(' ')}\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync(APT, args, { stdio: ['ignore', 2, 2], timeout: INSTALL_TIMEOUT_MS, env })
}
