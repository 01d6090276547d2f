// The life of a user's project, driven only by the commands that a user types.
import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import type { LogLine, RunSummary, ServerSummary } from '../../src-main/contract/index.ts'
import { DebuggerClient } from '../support/debugger-client.ts'
import { grove, processesOf, temporaryFolder } from '../support/grove.ts'
import { until } from '../support/until.ts'

const SERVICE = `import { defineService, type App } from 'grove-cluster'
import { shout } from 'shouting'

export default defineService((app: App) => ({
  async hello(name: string): Promise<string> {
    return shout(\`\${app.id} greets \${name}\`)
  },
}))
`

it('a project is created, edited, started, debugged, scaled, crashed and stopped', async () => {
  await using folder = await temporaryFolder('grove-own-')
  const state = join(folder.path, 'state')
  const project = join(folder.path, 'greetings')
  const run = (...args: string[]) => grove(args, { cwd: folder.path, env: { GROVE_STATE: state } })
  const ask = async <T>(...args: string[]): Promise<T> => {
    const { code, stdout, stderr } = await run(...args, '--json')
    expect(code, stderr).toBe(0)
    return JSON.parse(stdout) as T
  }
  const server = async (id: string): Promise<ServerSummary | undefined> => {
    const { instances } = await ask<{ instances: { runs: RunSummary[] }[] }>('ps')
    return instances[0]?.runs[0]?.servers.find((one) => one.id === id)
  }

  await ask('init', 'greetings')
  const shouting = join(folder.path, 'shouting')
  await mkdir(shouting)
  await writeFile(
    join(shouting, 'package.json'),
    '{ "name": "shouting", "version": "1.0.0", "type": "module", "exports": "./index.js" }',
  )
  await writeFile(join(shouting, 'index.js'), 'export const shout = (text) => text.toUpperCase()\n')
  await promisify(execFile)('npm', ['install', '--offline', '--no-audit', '--no-fund', shouting], {
    cwd: project,
  })
  await writeFile(join(project, 'servers/greeter/remote/greeting.ts'), SERVICE)
  const plan = JSON.parse(await readFile(join(project, 'grove.json'), 'utf8')) as {
    servers: { greeter: object }
  }
  plan.servers.greeter = { count: 2, restart: 'on-failure' }
  await writeFile(join(project, 'grove.json'), JSON.stringify(plan))

  await ask('up', project, '-d')
  await ask('wait', '--for', 'converged')
  await until('the visitor is greeted, by way of the dependency', async () => {
    const { stdout } = await run('logs', 'visitor', '--json')
    const lines = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as LogLine)
    return lines.some(({ text }) => /^GREETER-[12] GREETS VISITOR-1$/.test(text))
  })

  const { url } = await ask<{ url: string }>('inspect', 'greeter-1')
  const debug = await DebuggerClient.attach(url)
  await debug.breakHere()
  await debug.goOn()
  debug.close()

  await ask('scale', 'greeter=4')
  await ask('wait', '--for', 'converged')
  const before = await server('greeter-2')
  process.kill(before?.pid ?? 0, 'SIGSEGV')
  const after = await until('the crashed server is restarted', async () => {
    const now = await server('greeter-2')
    return now?.status === 'ready' && now.pid !== before?.pid && now
  })
  expect(after).toMatchObject({ restarts: 1 })

  await ask('down')
  expect(await processesOf(`GROVE_STATE=${state}`)).toEqual([])
  const [recorded] = await ask<{ events: number; outcome: string }[]>('history', project)
  expect(recorded).toMatchObject({ outcome: 'ended' })
})
