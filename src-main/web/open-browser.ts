// Opens an address in the browser without showing it to other users, who can read command lines: the browser gets a
// private file that redirects to the address.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../host/state/make-folder.ts'
import { findExecutable } from '../host/system/executable.ts'

const FILE_LIFETIME_MS = 30_000
/** After this time an opener counts as successful: some run as long as the browser. */
const OPENER_TIMEOUT_MS = 3_000

/**
 * Opens the address in the user's browser. Returns false if there is no browser or no display.
 * @param directory private to the user; created if missing
 */
export async function openBrowser(url: string, directory: string, env = process.env): Promise<boolean> {
  const opener = findOpener(process.platform, env)
  if (opener === null) return false
  const file = await writeRedirect(url, directory)
  removeLater(file)
  const [command = '', ...args] = opener
  return hasWorked(spawn(command, [...args, file], { stdio: 'ignore', detached: true, env }))
}

export function findOpener(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] | null {
  if (platform === 'darwin') return ['open']
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler']
  const command = env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? findExecutable('xdg-open', env) : null
  return command === null ? null : [command]
}

async function writeRedirect(url: string, directory: string): Promise<string> {
  await makeFolder(directory, 0o700)
  const file = join(directory, `open-${randomUUID()}.html`)
  await writeFile(file, redirectPage(url), { mode: 0o600, flag: 'wx' })
  return file
}

function redirectPage(url: string): string {
  const address = url.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
  // Safari does not look names up that end with .localhost.
  const numeric = url.replace(/\/\/[^/:]+\.localhost\b/, '//127.0.0.1')
  const [first, forSafari] = [url, numeric].map((each) =>
    JSON.stringify(each).replaceAll('<', String.raw`\u003C`),
  )
  return `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">
<title>Grove</title><script>
location.replace(/^(?!.*Chrom).*Safari/.test(navigator.userAgent) ? ${forSafari} : ${first})
</script><noscript><a href="${address}">Open Grove</a></noscript>
`
}

function removeLater(file: string): void {
  const remove = () => {
    clearTimeout(timer)
    process.off('exit', remove)
    rmSync(file, { force: true })
  }
  const timer = setTimeout(remove, FILE_LIFETIME_MS).unref()
  process.once('exit', remove)
}

function hasWorked(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), OPENER_TIMEOUT_MS)
    const finish = (worked: boolean) => {
      clearTimeout(timer)
      resolve(worked)
    }
    child.once('error', () => finish(false))
    child.once('exit', (code) => finish(code === 0))
    child.unref()
  })
}
