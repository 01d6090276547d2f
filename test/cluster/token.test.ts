// The cluster's token reaches a process only over its IPC channel.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { grove, temporaryFolder } from '../support/grove.ts'

const TOKEN = 'a-token-that-nobody-must-see'

/** Prints the environment of this process, as the system and as Node see it. */
const show = `const { readFileSync } = require('node:fs')
const system = process.platform === 'linux' ? readFileSync('/proc/self/environ', 'latin1') : ''
console.log('seen', JSON.stringify([process.env, system]))`

const service = `import { execFileSync } from 'node:child_process'
console.log('grandchild', execFileSync(process.execPath, ['preload.cjs'], { encoding: 'utf8' }))
export default () => ({ hi() {} })
`

it('no preload and no grandchild sees it in the environment', async () => {
  await using folder = await temporaryFolder()
  const state = join(folder.path, 'state')
  const plan = {
    name: 'p',
    servers: { chat: { nodeArgs: ['--require', './preload.cjs'] } },
  }
  await mkdir(join(folder.path, 'servers', 'chat', 'remote'), { recursive: true })
  await writeFile(join(folder.path, 'grove.json'), JSON.stringify(plan))
  await writeFile(join(folder.path, 'preload.cjs'), show)
  await writeFile(join(folder.path, 'servers', 'chat', 'remote', 'room.js'), service)
  const result = await grove(['up', '.', '--exit-when-ready', '--timeout', '30'], {
    cwd: folder.path,
    env: { GROVE_STATE: state, GROVE_TOKEN: TOKEN },
  })
  const [run = ''] = await readdir(join(state, 'runs'))
  const log = await readFile(join(state, 'runs', run, 'logs', 'chat-1.log'), 'utf8')
  expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' })
  expect(log.split('seen').length).toBeGreaterThanOrEqual(3)
  expect(log).not.toContain(TOKEN)
})
