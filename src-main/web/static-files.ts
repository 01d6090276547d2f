// Serves the built page and nothing else. It holds no data, so that it needs no token.
import { readFile, realpath } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join, sep } from 'node:path'
import { pageFile } from '../contract/index.ts'
import type { Refusal } from '../control/index.ts'

const MISSING: Refusal = { status: 404, reason: 'There is no such file.' }

export async function serveFile(directory: string, request: IncomingMessage, response: ServerResponse) {
  const file = pageFile(request.url ?? '')
  const content = file && (await read(directory, file.name))
  if (!file || !content) return refuse(response, MISSING)
  response.writeHead(200, { 'Content-Type': file.mime, 'Content-Length': content.length })
  response.end(request.method === 'HEAD' ? undefined : content)
}

export function refuse(response: ServerResponse, refusal: Refusal): void {
  const allow = refusal.status === 405 ? { Allow: 'GET, HEAD' } : {}
  response.writeHead(refusal.status, { 'Content-Type': 'text/plain; charset=utf-8', ...allow })
  response.end(`${refusal.reason}\n`)
}

async function read(directory: string, name: string): Promise<Buffer | null> {
  try {
    const [root, path] = await Promise.all([realpath(directory), realpath(join(directory, name))])
    return path.startsWith(root + sep) ? await readFile(path) : null
  } catch {
    return null
  }
}
