// How many records per second a recorder writes from 20 processes without a gap.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { ChildMessage } from '../../core/process/messages.ts'
import { PendingPacketJournal } from '../../src-main/host/recording/pending-packet-journal.ts'
import { Recorder } from '../../src-main/host/recording/recorder.ts'
import { TimelineFile } from '../../src-main/host/recording/timeline-file.ts'

const PROCESSES = 20
const SECONDS = 4
const RATES = [25_000, 50_000, 75_000, 100_000, 125_000]

export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'grove-bench-'))
  const program = join(folder, 'sender.mjs')
  const entryPoints = [join(process.cwd(), 'test/bench/tap/sender.program.ts')]
  await build({
    entryPoints,
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
  for (const rate of RATES) process.stdout.write(`${await ingest(folder, program, rate)}\n`)
  await rm(folder, { recursive: true, force: true })
}

async function ingest(folder: string, program: string, rate: number): Promise<string> {
  const t0 = process.hrtime.bigint().toString()
  const plan = {
    name: 'ingest',
    master: { id: 'master-1', host: '127.0.0.1', port: 1 },
    servers: [],
    env: [],
  }
  const header = {
    t: 'header',
    v: 1,
    run: 'ingest',
    startedAt: new Date().toISOString(),
    t0,
    generator: 'bench',
    plan,
    tap: { rpc: 'full' },
    redacted: true,
  } as const
  const journal = await PendingPacketJournal.create(folder)
  const file = await TimelineFile.create(join(folder, `${rate}.ndjson`))
  const recorder = new Recorder(header, [file], { journal })
  let [taken, lost] = [0, 0]
  const began = performance.now()
  const cpu = process.cpuUsage()
  const children = Array.from({ length: PROCESSES }, (_, index) => {
    const args = [index, PROCESSES, rate / PROCESSES, SECONDS, t0].map(String)
    const child = fork(program, args)
    child.on('message', (message: ChildMessage) => {
      if (message.grove !== 'records') return
      taken += message.records.length
      for (const record of message.records) if (record.t === 'gap') lost += record.lost
      recorder.addRecords(`p-${index}`, '', message.records)
    })
    return once(child, 'exit')
  })
  await Promise.all(children)
  const seconds = (performance.now() - began) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  await recorder.finish(0)
  const each = (user + system) / taken
  return `${rate} records/s asked for: ${taken} taken in ${seconds.toFixed(1)} s, ${lost} lost; ${each.toFixed(1)} µs of the launcher's CPU each`
}
