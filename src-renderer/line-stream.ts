// Reads the recorded lines of a run: page by page with calls, or from the stream of the page's own server.
import {
  FIRST_LINE_HEADER,
  HostError,
  LINES_PATH,
  type HostApi,
  type LinePage,
  type Problem,
  type ReadLines,
} from '../src-main/contract/index.ts'

const LINE_FEED = 10

/** Reads pages. The next one is requested before this one is used, so that host and page work at the same time. */
export function pagedLines(api: HostApi): ReadLines {
  return async (run, from) => {
    const page = await api.lines(run, from)
    return { first: page.first, parts: textsFrom(page, (next) => api.lines(run, next)) }
  }
}

async function* textsFrom(
  page: LinePage,
  read: (from: number) => Promise<LinePage>,
): AsyncGenerator<Uint8Array> {
  const following = page.next === null ? null : read(page.next)
  // An error is thrown where the page is awaited.
  following?.catch(() => undefined)
  yield page.text
  if (following) yield* textsFrom(await following, read)
}

/**
 * Reads the stream.
 * @param token proves that this page may read it
 * @param offline what to report when nobody answers
 */
export function streamedLines(token: () => string | null, offline: Problem): ReadLines {
  return async (run, from) => {
    const query = new URLSearchParams({ run, from: String(from) })
    const headers = { Authorization: `Bearer ${token()}` }
    const lost = (): never => {
      throw new HostError(offline)
    }
    const response = await fetch(`${LINES_PATH}?${query}`, { headers }).catch(lost)
    if (!response.ok || !response.body) throw new HostError((await response.json().catch(lost)) as Problem)
    return { first: Number(response.headers.get(FIRST_LINE_HEADER)), parts: wholeLines(response.body, lost) }
  }
}

/** Cuts the stream after its line feeds. Only a line in two chunks is copied. */
async function* wholeLines(
  stream: ReadableStream<Uint8Array>,
  lost: () => never,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  const next = () => reader.read().catch(lost)
  let rest: Uint8Array[] = []
  try {
    for (let read = await next(); !read.done; read = await next()) {
      const start = read.value.indexOf(LINE_FEED) + 1
      const end = read.value.lastIndexOf(LINE_FEED) + 1
      if (start > 0) yield joined([...rest, read.value.subarray(0, start)])
      if (end > start) yield read.value.subarray(start, end)
      if (start > 0) rest = []
      if (end < read.value.length) rest.push(read.value.subarray(end))
    }
    if (rest.length > 0) yield joined(rest)
  } finally {
    // Does nothing at the end of the stream.
    void reader.cancel().catch(() => undefined)
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
