// Process tables of all systems, and process trees.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { LinuxProcesses } from '../../../../src-main/host/metrics/linux.ts'
import { withDescendants, usageByRoot } from '../../../../src-main/host/metrics/process-trees.ts'
import { parseCim, parsePs } from '../../../../src-main/host/metrics/process-table.ts'

const row = (pid: number, parent: number, cpu = 1, childCpu = 0) => ({
  pid,
  parent,
  cpu,
  childCpu,
  memory: 10,
})
/** Grove is 10; 20 and 30 are servers; 21 and 22 are what 20 started, 40 is Grove's own helper; 1 and 50 are others'. */
const ROWS = [
  row(1, 0),
  row(10, 1, 2, 99),
  row(20, 10, 3, 5),
  row(21, 20),
  row(22, 21),
  row(30, 10),
  row(40, 10),
  row(50, 1),
]

describe('whose a process is', () => {
  it('withDescendants returns a process and its descendants', () => {
    expect(
      withDescendants(ROWS, 10)
        .map(({ pid }) => pid)
        .sort(),
    ).toEqual([10, 20, 21, 22, 30, 40])
    expect(withDescendants(ROWS, 77)).toEqual([])
  })

  it('a process counts for its nearest server, else for Grove; ended children of a server count too', () => {
    const trees = usageByRoot(withDescendants(ROWS, 10), [20, 30, 10], 10)
    expect(Object.fromEntries(trees)).toEqual({
      10: { cpu: 3, memory: 20 },
      20: { cpu: 10, memory: 30 },
      30: { cpu: 1, memory: 10 },
    })
  })
})

describe('the tables', () => {
  it('parses ps of macOS', () => {
    expect(parsePs('    1     0   9876   1:02.50\n  345     1  12 3-04:00:01.00\n 9 1 0 10:00:00\n')).toEqual(
      [
        { pid: 1, parent: 0, memory: 9876 * 1024, cpu: 62.5, childCpu: 0 },
        { pid: 345, parent: 1, memory: 12 * 1024, cpu: 3 * 86_400 + 4 * 3_600 + 1, childCpu: 0 },
        { pid: 9, parent: 1, memory: 0, cpu: 36_000, childCpu: 0 },
      ],
    )
  })

  it('parses CIM of Windows', () => {
    expect(parseCim('0 0 8192 0\r\n4 0 151552 31250000\r\n\r\n')).toEqual([
      { pid: 4, parent: 0, memory: 151_552, cpu: 3.125, childCpu: 0 },
    ])
  })

  it.runIf(process.platform === 'linux')(
    '/proc: this process and what it started, as the system tells it elsewhere',
    async () => {
      const child = spawn(process.execPath, ['-e', 'process.stdout.write("up"); setTimeout(() => {}, 1e6)'])
      await once(child.stdout, 'data')
      const table = new LinuxProcesses()
      const first = await table.read()
      const again = await table.read()
      const late = spawn('sleep', ['1000'])
      await once(late, 'spawn')
      const third = await table.read()
      for (const { process: started } of [{ process: child }, { process: late }]) started.kill('SIGKILL')
      await Promise.all([once(child, 'exit'), once(late, 'exit')])
      const pids = (rows: { pid: number }[]): number[] => rows.map(({ pid }) => pid)
      expect(pids(first)).toContain(child.pid)
      expect(pids(again)).toContain(child.pid)
      expect(pids(third)).toEqual(expect.arrayContaining([process.pid, child.pid, late.pid]))
      expect(pids(third)).not.toContain(process.ppid)
      const own = third.find(({ pid }) => pid === process.pid)
      const { user, system } = process.cpuUsage()
      expect(own?.cpu).toBeGreaterThan(((user + system) / 1e6) * 0.5)
      const kib = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(process.pid)], { encoding: 'utf8' }))
      expect((own?.memory ?? 0) / 1024 / kib).toBeGreaterThan(0.7)
      expect((own?.memory ?? 0) / 1024 / kib).toBeLessThan(1.4)
    },
  )
})
