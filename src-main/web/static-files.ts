// Serves the built page and nothing else. The page holds no data, so it needs no token.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Refusal } from '../control/index.ts'
import { readPageFile } from '../shell/page.ts'

const NOT_FOUND: Refusal = { status: 404, reason: 'There is no such file.' }

export async function serveFile(directory: string, request: IncomingMessage, response: ServerResponse) {
  const file = await readPageFile(directory, request.url ?? '')
  if (!file) return refuse(response, NOT_FOUND)
  response.writeHead(200, { 'Content-Type': file.mime, 'Content-Length': file.content.length })
  response.end(request.method === 'HEAD' ? undefined : file.content)
}

export function refuse(response: ServerResponse, refusal: Refusal): void {
  const allow = refusal.status === 405 ? { Allow: 'GET, HEAD' } : {}
  response.writeHead(refusal.status, { 'Content-Type': 'text/plain; charset=utf-8', ...allow })
  response.end(`${refusal.reason}\n`)
}
