// The log window: paging at both ends, following, searching and late answers.
import { expect, test, vi } from 'vitest'
import { HostError, type HostApi, type LogPage, type LogQuery } from '../../../src-main/contract/index.ts'
import { LogSearch } from '../../../src-renderer/state/logs.svelte.ts'

const lineOf = (index: number): LogPage['lines'][number] =>
  ({ at: index, server: 'chat-1', stream: 'stdout', text: `line ${index}` }) as LogPage['lines'][number]

/** A host with lines 0 to `total()`, whose cursors are line numbers. */
function logsOf(total: () => number) {
  const logs = vi.fn<HostApi['logs']>(async (_run, { after, before, limit = 1_000 }: LogQuery) => {
    const end = before === undefined ? total() : Number(before)
    const start = after === undefined ? Math.max(0, end - limit) : Number(after)
    const stop = Math.min(start + limit, end)
    const lines = Array.from({ length: stop - start }, (_, index) => lineOf(start + index))
    const more = after === undefined ? start > 0 : stop < end
    return { lines, cursor: String(stop), start: String(start), more }
  })
  return { logs, pane: new LogSearch({ logs } as unknown as HostApi, 'run-1') }
}

const texts = ({ lines }: LogSearch): [string?, string?] => [lines.at(0)?.text, lines.at(-1)?.text]

test('shows the newest page, then earlier lines on demand and new ones as they come', async () => {
  let total = 2_500
  const { pane } = logsOf(() => total)
  await pane.reload()
  expect(texts(pane)).toEqual(['line 1500', 'line 2499'])
  expect(await pane.loadEarlier()).toBe(1_000)
  expect([pane.hasEarlier, ...texts(pane)]).toEqual([true, 'line 500', 'line 2499'])
  total = 2_510
  await pane.loadNew()
  expect(texts(pane)).toEqual(['line 500', 'line 2509'])
})

test('an unfinished line is replaced by what it has become', async () => {
  const { logs, pane } = logsOf(() => 1)
  await pane.reload()
  const come = async (text: string, unfinished?: true): Promise<void> => {
    logs.mockResolvedValueOnce({
      lines: [{ ...lineOf(1), text, unfinished }],
      cursor: '1',
      start: '1',
      more: false,
    })
    await pane.loadNew()
  }
  await come('prompt>', true)
  expect(texts(pane)).toEqual(['line 0', 'prompt>'])
  await come('prompt> yes', true)
  await come('prompt> yes')
  expect(pane.lines.map(({ text }) => text)).toEqual(['line 0', 'prompt> yes'])
})

test('while following, a pane far behind jumps to the newest lines', async () => {
  let total = 10
  const { pane } = logsOf(() => total)
  await pane.reload()
  total = 50_000
  await pane.loadNew()
  expect(texts(pane)).toEqual(['line 49000', 'line 49999'])
})

test('the search goes to the host as text or as an expression, with the server', async () => {
  const { logs, pane } = logsOf(() => 1)
  pane.text = ' joined '
  pane.server = 'chat-1'
  await pane.reload()
  expect(logs).toHaveBeenLastCalledWith(
    'run-1',
    expect.objectContaining({ search: 'joined', servers: ['chat-1'] }),
  )
  pane.regex = true
  await pane.reload()
  expect(logs.mock.lastCall?.[1]).toMatchObject({ regex: 'joined' })
  expect(logs.mock.lastCall?.[1].search).toBeUndefined()
})

test('the answer to an older search is dropped', async () => {
  const { logs, pane } = logsOf(() => 1)
  let answer = (_: LogPage): void => undefined
  logs.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)))
  const first = pane.reload()
  await pane.reload()
  answer({ lines: [lineOf(99)], cursor: '99', start: '99', more: false })
  await first
  expect(texts(pane)).toEqual(['line 0', 'line 0'])
})

test('an error is shown until a search succeeds', async () => {
  const { logs, pane } = logsOf(() => 1)
  logs.mockRejectedValueOnce(new HostError({ code: 'BAD_QUERY', message: 'A bracket is missing.' }))
  await pane.reload()
  expect(pane.problem).toMatchObject({ code: 'BAD_QUERY' })
  await pane.reload()
  expect(pane.problem).toBeNull()
})
