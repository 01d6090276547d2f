// Finds the process that listens on a port: from /proc on Linux, lsof on macOS, PowerShell on Windows (the last two are not
// tested). Only processes of this user are visible, to root all; those in other containers are not.
import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { powershell } from '../process-info/windows.ts'

const LISTENING = '0A'

/** Returns its pid; null if no process listens, or none that is visible. */
export async function portOwner(port: number): Promise<number | null> {
  if (process.platform === 'linux') return ownerFromProc(port)
  if (process.platform === 'win32') {
    const command = `(Get-NetTCPConnection -State Listen -LocalPort ${port}).OwningProcess`
    return firstNumber(await powershell(command))
  }
  return firstNumber(await lsof(port))
}

async function ownerFromProc(port: number): Promise<number | null> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  )
  const sockets = new Set(
    tables.flatMap((table) => listeners(table, port)).map((inode) => `socket:[${inode}]`),
  )
  if (sockets.size === 0) return null
  for (const pid of (await readdir('/proc')).map(Number).filter((pid) => pid > 0)) {
    if (await hasOpen(pid, sockets)) return pid
  }
  return null
}

/** Returns the inodes of the sockets that listen on this port. */
function listeners(table: string, port: number): string[] {
  const address = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table.split('\n').flatMap((line) => {
    // Fields: number, local address, remote address, state, …, tenth the inode.
    const fields = line.trim().split(/\s+/)
    return fields[1]?.endsWith(address) && fields[3] === LISTENING ? (fields[9] ?? []) : []
  })
}

async function hasOpen(pid: number, sockets: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`
  const links = (await readdir(folder).catch(() => [])).map((fd) =>
    readlink(`${folder}/${fd}`).catch(() => ''),
  )
  return (await Promise.all(links)).some((link) => sockets.has(link))
}

function lsof(port: number): Promise<string> {
  return new Promise((resolve) => {
    execFile('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'], (_, stdout) => resolve(stdout))
  })
}

function firstNumber(text: string): number | null {
  const number = parseInt(text, 10)
  return number > 0 ? number : null
}
