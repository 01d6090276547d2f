// One export: its progress, its file and its cancellation.
import { afterEach, expect, test, vi } from 'vitest'
import type { ExportPart, HostApi } from '../../../src-main/contract/index.ts'
import { Exporting } from '../../../src-renderer/state/exporting.svelte.ts'

const clicks = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
afterEach(() => clicks.mockClear())

const file = { name: 'chat.csv', mime: 'text/csv', note: '' }
const part = (change: Partial<ExportPart>): ExportPart => ({
  bytes: new Uint8Array(0),
  read: 0,
  of: 100,
  file: null,
  ...change,
})

/** A host whose parts are handed out one by one. */
function fakeHost() {
  const waiting: ((part: ExportPart) => void)[] = []
  const api = {
    export: vi.fn<HostApi['export']>(async () => 'export-1'),
    exportPart: vi.fn<HostApi['exportPart']>(() => new Promise((resolve) => waiting.push(resolve))),
    cancelExport: vi.fn<HostApi['cancelExport']>(async () => undefined),
  }
  const give = async (change: Partial<ExportPart>): Promise<void> => {
    await expect.poll(() => waiting.length).toBe(1)
    waiting.shift()?.(part(change))
  }
  return { api, give, exporting: new Exporting(api as unknown as HostApi) }
}

test('shows what was read, then what was written, and saves the file', async () => {
  const { give, exporting } = fakeHost()
  const saved = exporting.save('run', 'csv', {})
  await give({ read: 30 })
  await expect.poll(() => exporting.progress).toBe('30 % read')
  await give({ read: 100, bytes: new Uint8Array(2048) })
  await expect.poll(() => exporting.progress).toBe('2 KiB written')
  await give({ file })
  await saved
  expect(exporting.progress).toBeNull()
  expect(clicks.mock.contexts.map((link) => (link as HTMLAnchorElement).download)).toEqual(['chat.csv'])
})

test('a cancelled export ends at the host, and its late parts are dropped', async () => {
  const { api, give, exporting } = fakeHost()
  const saved = exporting.save('run', 'csv', {})
  await give({ read: 30 })
  await expect.poll(() => exporting.progress).toBe('30 % read')
  await exporting.cancel()
  expect(api.cancelExport).toHaveBeenCalledWith('export-1')
  await give({ file })
  await saved
  expect([exporting.progress, clicks.mock.calls.length]).toEqual([null, 0])
})

test('an error of the host is the caller’s, and ends the progress', async () => {
  const { api, exporting } = fakeHost()
  api.exportPart.mockRejectedValue(new Error('disk full'))
  await expect(exporting.save('run', 'csv', {})).rejects.toThrow('disk full')
  expect(exporting.progress).toBeNull()
})
