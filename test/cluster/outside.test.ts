// A project outside Grove's folder: TypeScript, its own dependency, a path with spaces and non-ASCII characters.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { TimelineEvent, TimelineLine } from '../../src-main/timeline/index.ts'
import { GroveProcess, temporaryFolder } from '../support/grove.ts'

const files = {
  'grove.json': JSON.stringify({
    name: 'dice',
    servers: { table: { count: 2 }, player: { count: 1, port: 'none', env: { SIDES: '6' } } },
  }),
  'package.json': JSON.stringify({ name: 'dice', type: 'module', dependencies: { 'tiny-dice': '1.0.0' } }),
  'node_modules/tiny-dice/package.json': JSON.stringify({
    name: 'tiny-dice',
    version: '1.0.0',
    main: 'index.cjs',
  }),
  'node_modules/tiny-dice/index.cjs': 'exports.roll = (sides) => sides\n',
  'shared.ts': `// One module for all files of a process.\nexport const seen: string[] = []\n`,
  'servers/table/remote/dice.ts': `import { ClusterError, defineService, type App } from 'grove-cluster'
import { roll } from 'tiny-dice'
import { seen } from '../../../shared.ts'

enum Luck { Good = 1 }

export default defineService((app: App) => ({
  async roll(sides: number): Promise<{ rolled: number; by: string; luck: Luck; seen: string[] }> {
    return { rolled: roll(sides), by: app.id, luck: Luck.Good, seen }
  },
  refuse(): never {
    throw new ClusterError('OVERLOADED', 'the table is full')
  },
}))
`,
  'servers/table/lifecycle.ts': `import { defineLifecycle } from 'grove-cluster'
import { seen } from '../../shared.ts'
export default defineLifecycle({ beforeStartup: (app) => void seen.push('lifecycle of ' + app.id) })
`,
  'servers/player/lifecycle.ts': `import { ClusterError, defineLifecycle } from 'grove-cluster'
export default defineLifecycle({
  async afterStartAll(app) {
    const rolled = await app.rpc.to('table-2').dice.roll(Number(process.env.SIDES))
    const refused = await app.rpc.to('table-1').dice.refuse().catch((error: unknown) => error)
    const toItself = await app.rpc.to('player-1').dice.roll(1).catch((error: unknown) => error)
    const codes = [refused, toItself].map((error) => error instanceof ClusterError && error.code)
    await app.rpc.to('table-1').dice.roll(JSON.stringify({ rolled, codes, token: process.env.GROVE_TOKEN ?? null }))
  },
})
`,
}

it('a project outside starts, calls, and fails with the error codes of the protocol', async () => {
  await using folder = await temporaryFolder('grove ünïcode 目录 ')
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder.path, name, '..'), { recursive: true })
    await writeFile(join(folder.path, name), text)
  }
  const process = new GroveProcess(['up', folder.path, '--json'], {
    env: { GROVE_STATE: join(folder.path, 'state') },
  })
  await process.waitForOutput('codes')
  process.child.kill('SIGINT')
  const result = await process.finished
  expect(result.stderr).not.toContain('rror')
  expect(result.code).toBe(130)
  const lines = result.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as TimelineLine)
  const calls = lines.filter(
    (line): line is Extract<TimelineEvent, { t: 'packet' }> =>
      line.t === 'packet' && line.name === 'rpc.call',
  )
  const report = calls.map(({ body }) => JSON.stringify(body)).find((body) => body.includes('rolled'))
  const [{ args }] = JSON.parse(report ?? '[{"args":[]}]') as [{ args: string[] }]
  expect(JSON.parse(args[0] ?? '{}')).toEqual({
    rolled: { rolled: 6, by: 'table-2', luck: 1, seen: ['lifecycle of table-2'] },
    codes: ['OVERLOADED', 'NOT_CALLABLE'],
    token: null,
  })
})
