// CPU time while 20 servers idle: of `grove ui`, the servers, and the browser that shows its page.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { io } from 'socket.io-client'
import { createHost } from '../../../src-main/host/host.ts'
import { LinuxProcesses } from '../../../src-main/host/metrics/linux.ts'
import { withDescendants } from '../../../src-main/host/metrics/process-trees.ts'
import { launchBrowser } from '../../support/browser.ts'
import { trustProject } from '../../support/trust-project.ts'

const SERVERS = 20
const SETTLE_MS = 12_000
const MEASURE_MS = 30_000

interface Cost {
  launcher: number
  servers: number
  browser: number
}

/** Formats the result as lines. */
export async function idle(folder: string): Promise<string[]> {
  const state = join(folder, 'idle-state')
  const project = join(folder, 'idle')
  await mkdir(project)
  await writeFile(
    join(project, 'grove.json'),
    JSON.stringify({ name: 'idle', servers: { worker: { count: SERVERS } } }),
  )
  await trustProject(createHost({ shell: 'web', state }).api, project)
  const grove = spawn(process.execPath, ['src-main/cli/grove.mjs', 'ui', project, '--web', '--no-open'], {
    env: { ...process.env, GROVE_STATE: state },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  try {
    const address = await addressOf(grove)
    return await phases(grove.pid ?? 0, address)
  } finally {
    grove.kill('SIGTERM')
    await once(grove, 'exit')
  }
}

async function phases(pid: number, address: URL): Promise<string[]> {
  await pause(SETTLE_MS)
  const lines = [describe('window closed', await measure(pid))]
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    await page.goto(address.href)
    await pause(SETTLE_MS)
    lines.push(describe('window open', await measure(pid, browser)))
    const unwatch = await watchMetrics(
      address,
      await page.evaluate(() => sessionStorage.getItem(`grove.token.${location.port}`)),
    )
    await pause(SETTLE_MS / 4)
    lines.push(describe('window open, numbers watched', await measure(pid, browser)))
    unwatch()
  } finally {
    await browser.close()
  }
  return lines
}

async function addressOf(grove: ChildProcess): Promise<URL> {
  let said = ''
  for await (const chunk of grove.stderr ?? []) {
    said += String(chunk)
    const address = /http:\S+/.exec(said)
    if (address) return new URL(address[0])
  }
  throw new Error(`grove ui gave no address: ${said}`)
}

/** Returns fractions of a core, measured over 30 s. */
async function measure(pid: number, browser?: Browser): Promise<Cost> {
  const before = await spent(pid)
  const began = performance.now()
  await pause(MEASURE_MS)
  const after = await spent(pid)
  const seconds = (performance.now() - began) / 1_000
  return {
    launcher: (after.launcher - before.launcher) / seconds,
    servers: (after.servers - before.servers) / seconds,
    browser: browser ? (after.browser - before.browser) / seconds : 0,
  }
}

/** Returns CPU seconds so far. A child that is not the launcher belongs to the browser. */
async function spent(pid: number): Promise<Cost> {
  const rows = await new LinuxProcesses().read()
  const total = (some: typeof rows): number => some.reduce((sum, { cpu }) => sum + cpu, 0)
  const all = withDescendants(rows, pid)
  const launcher = total(all.filter((row) => row.pid === pid))
  const own = total(rows.filter((row) => row.pid === process.pid))
  return { launcher, servers: total(all) - launcher, browser: total(rows) - total(all) - own }
}

/** Watches metrics like a window; returns a function that stops it. */
async function watchMetrics(address: URL, token: string | null): Promise<() => void> {
  const socket = io(`http://127.0.0.1:${address.port}`, {
    transports: ['websocket'],
    auth: { token },
    forceNew: true,
    extraHeaders: { host: address.host },
  })
  await new Promise<void>((resolve, reject) =>
    socket.once('connect', () => resolve()).once('connect_error', reject),
  )
  const runs = (await socket.emitWithAck('call', 'runs', [])) as { value: { run: string }[] }
  await socket.emitWithAck('call', 'watchMetrics', [runs.value[0]?.run, true])
  return () => void socket.disconnect()
}

function describe(phase: string, { launcher, servers, browser }: Cost): string {
  const percent = (part: number): string => `${(part * 100).toFixed(1)} %`
  return `idle, ${SERVERS} servers, ${phase}: launcher ${percent(launcher)} of a core, servers together ${percent(servers)}, browser ${percent(browser)}`
}
