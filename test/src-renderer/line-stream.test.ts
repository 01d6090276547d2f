// The recorded lines of a run as a page reads them: by pages, and from a stream that is cut anywhere.
import * as fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { HostError, type HostApi } from '../../src-main/contract/index.ts'
import { pagedLines, streamedLines } from '../../src-renderer/line-stream.ts'

const OFFLINE = { code: 'NOT_CONNECTED', message: 'Nobody answers.' }
const encode = (text: string) => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array) => new TextDecoder('utf-8', { fatal: true }).decode(bytes)

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

afterEach(() => vi.unstubAllGlobals())

function answer(chunks: Uint8Array[], end?: Error, first = 7): Response {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk)
      if (end) controller.error(end)
      else controller.close()
    },
  })
  return new Response(body, { headers: { 'Grove-First-Line': String(first) } })
}

function streaming(response: Response) {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => response)
  vi.stubGlobal('fetch', fetch)
  return fetch
}

test('a stream that is cut anywhere arrives in parts of whole lines', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', ' '))),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      async (lines, endsWithFeed, sizes) => {
        const text = lines.join('\n') + (endsWithFeed ? '\n' : '')
        const bytes = encode(text)
        const chunks: Uint8Array[] = []
        for (let at = 0, each = 0; at < bytes.length; each += 1) {
          const size = sizes[each % sizes.length]!
          chunks.push(bytes.subarray(at, at + size))
          at += size
        }
        streaming(answer(chunks))
        const { first, parts } = await streamedLines(() => 'secret', OFFLINE)('r', 9)
        const read = (await allOf(parts)).map(decode)
        expect(first).toBe(7)
        expect(read.join('')).toBe(text)
        expect(read.slice(0, -1).filter((part) => !part.endsWith('\n'))).toEqual([])
      },
    ),
  )
})

test('the token goes in a header, not in the address', async () => {
  const fetch = streaming(answer([]))
  await streamedLines(() => 'secret', OFFLINE)('a b&c', 9)
  expect(fetch.mock.calls).toEqual([
    ['/lines?run=a+b%26c&from=9', { headers: { Authorization: 'Bearer secret' } }],
  ])
})

test('what goes wrong is a problem of the host, or the lost connection', async () => {
  const read = streamedLines(() => 'secret', OFFLINE)
  streaming(Response.json({ code: 'NO_SUCH_RUN', message: 'There is no run r.' }, { status: 404 }))
  await expect(read('r', 0)).rejects.toMatchObject({ problem: { code: 'NO_SUCH_RUN' } })
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
  await expect(read('r', 0)).rejects.toMatchObject({ problem: OFFLINE })
  streaming(answer([encode('{}\n{')], new TypeError('terminated')))
  const { parts } = await read('r', 0)
  await expect(allOf(parts)).rejects.toMatchObject({ problem: OFFLINE })
})

test('pages are requested ahead, and an error is reported where its page was to come', async () => {
  const lines = vi.fn<HostApi['lines']>(async (_, from) => {
    if (from === 2) throw new HostError({ code: 'CANNOT_READ', message: 'The disk is gone.' })
    return { first: from, next: from + 1, text: encode(`${from}\n`) }
  })
  const { first, parts } = await pagedLines({ lines } as Partial<HostApi> as HostApi)('r', 0)
  const read: string[] = []
  const all = async () => {
    for await (const part of parts) read.push(decode(part))
  }
  await expect(all()).rejects.toMatchObject({ problem: { code: 'CANNOT_READ' } })
  expect([first, read]).toEqual([0, ['0\n', '1\n']])
})
