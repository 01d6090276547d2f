// Which process listens on a port. Linux from /proc, macOS from lsof, Windows from PowerShell (the last two never tried).
// Only processes of this user can be seen, or all by root; one in another container is never seen.
import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { powershell } from '../process-info/windows.ts'

const LISTENING = '0A'

/** Null where nobody listens, or who does cannot be seen. */
export async function portOwner(port: number): Promise<number | null> {
  if (process.platform === 'linux') return holderInProc(port)
  if (process.platform === 'win32') {
    const command = `(Get-NetTCPConnection -State Listen -LocalPort ${port}).OwningProcess`
    return firstNumber(await powershell(command))
  }
  return firstNumber(await lsof(port))
}

async function holderInProc(port: number): Promise<number | null> {
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

/** Inodes of the sockets that listen on this port. */
function listeners(table: string, port: number): string[] {
  const address = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table.split('\n').flatMap((line) => {
    // Its number, the local address, the remote one, the state, …, and as the tenth the inode.
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
