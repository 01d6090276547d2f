// Streams the recorded lines of a run. A page gets them several times faster so than as answers over its WebSocket.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { once } from 'node:events'
import {
  FIRST_LINE_HEADER,
  hostCalls,
  LINES_PATH,
  problemOf,
  type HostApi,
  type Problem,
} from '../contract/index.ts'

const BAD_ADDRESS: Problem = { code: 'BAD_REQUEST', message: 'The address must have run and from.' }

/** Whether the request asks for lines. */
export function asksForLines({ url = '' }: IncomingMessage): boolean {
  return url.split('?', 1)[0] === LINES_PATH
}

/**
 * Answers with the lines around index `from` and all that follow, as the file has them, and with the index of the first
 * one in a header. Ends the connection if they cannot be read to their end.
 */
export async function serveLines(
  api: HostApi,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { searchParams } = new URL(request.url ?? '', 'http://localhost')
  const from = searchParams.get('from')
  const args = hostCalls.lines.args.safeParse([searchParams.get('run'), from === null ? null : Number(from)])
  if (!args.success) return answerProblem(response, 400, BAD_ADDRESS)
  const [run, start] = args.data
  try {
    let page = await api.lines(run, start)
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson', [FIRST_LINE_HEADER]: page.first })
    while (!response.destroyed) {
      const { next, text } = page
      const following = next === null ? null : api.lines(run, next)
      // An error is thrown where the page is awaited.
      following?.catch(() => undefined)
      if (!response.write(text)) await drained(response)
      if (following === null) break
      page = await following
    }
    response.end()
  } catch (error) {
    if (response.headersSent) response.destroy()
    else answerProblem(response, 404, problemOf(error))
  }
}

function answerProblem(response: ServerResponse, status: number, problem: Problem): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(problem))
}

/** Resolves also when the client has gone. */
async function drained(response: ServerResponse): Promise<void> {
  const ended = new AbortController()
  const { signal } = ended
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })])
  } finally {
    ended.abort()
  }
}
