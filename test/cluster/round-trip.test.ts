// The files of a real run survive loading and saving unchanged.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createHost } from '../../src-main/host/host.ts'
import { encodeLine } from '../../src-main/timeline/index.ts'
import { startCluster } from '../support/cluster.ts'
import { downloadExport } from '../support/exported.ts'
import { temporaryFolder } from '../support/grove.ts'
import { recordedLines } from '../support/recorded-lines.ts'

test('live → file → load → file keeps every byte: plain, compressed and in a report', async () => {
  await using folder = await temporaryFolder()
  const packed = join(folder.path, 'run.ndjson.gz')
  await using running = await startCluster(undefined, { record: packed })
  await running.converged(6)
  await running.stop()
  const live = running.cluster.recorder.latestLines.map(encodeLine).join('')
  expect(running.cluster.recorder.latestLines.at(-1)).toMatchObject({ t: 'footer', converged: true })
  expect(await readFile(running.file, 'utf8')).toBe(live)
  expect(gunzipSync(await readFile(packed)).toString()).toBe(live)
  const host = createHost({ shell: 'web', state: folder.path })
  const report = join(folder.path, 'report.html')
  const { run: saved } = await host.api.open(running.file)
  await writeFile(report, (await downloadExport(host.api, saved, 'html')).bytes)
  for (const file of [running.file, packed, report]) {
    const { run, readOnly, problems } = await host.api.open(file)
    expect({ readOnly, problems }).toEqual({ readOnly: true, problems: [] })
    expect(await recordedLines((from) => host.api.lines(run, from))).toEqual(
      running.cluster.recorder.latestLines,
    )
    const { bytes } = await downloadExport(host.api, run, 'ndjson')
    expect(bytes.toString()).toBe(live)
  }
  await host.close()
})
