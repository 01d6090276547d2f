// The hook in programs of their own: what it reports, and that it never changes what they do.
import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { TapRecord } from '../../core/protocol/record.ts'
import { AdapterChannel, type AdapterMember } from '../../src-main/host/supervisor/adapter-channel.ts'
import { adapterEnvironment } from '../../src-main/host/supervisor/adapter-environment.ts'
import { temporaryFolder } from '../support/grove.ts'

const lib = `
class Node {
  constructor() { this.log = [] }
  start() { return 'started' }
  work(text) { if (text === 'throw') throw new Error('of the program'); this.log.push(text); return text.length }
}
module.exports = { Node }
`
const hook = `
exports.install = (context) => {
  let member
  context.onModuleLoaded({ package: 'lib' }, ({ Node }) => {
    context.wrapMethod(Node.prototype, 'start', (node, args, start) => {
      member = context.join({ instance: 'i1' })
      member.started()
      return start(node, args)
    })
    context.wrapMethod(Node.prototype, 'work', (node, args, work) => {
      if (args[0] === 'before') throw new Error('of the adapter')
      const result = work(node, args)
      if (args[0] === 'after') throw new Error('of the adapter')
      member.log('info', args[0])
      return result
    })
  })
}
`

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let channel: AdapterChannel
let records: TapRecord[]
let onJoined: (member: AdapterMember) => void

beforeEach(async () => {
  folder = await temporaryFolder()
  await mkdir(join(folder.path, 'node_modules', 'lib'), { recursive: true })
  await writeFile(join(folder.path, 'node_modules', 'lib', 'index.js'), lib)
  await writeFile(join(folder.path, 'hook.cjs'), hook)
  channel = new AdapterChannel(folder.path)
  records = []
  onJoined = () => {}
  channel.on('joined', (member) => {
    member.on('message', (message) => {
      if (message.grove === 'records') records.push(...message.records)
    })
    onJoined(member)
  })
})

afterEach(async () => {
  channel.close()
  await folder[Symbol.asyncDispose]()
})

/** Runs a program under the hook until it ends and all that it sent has arrived. */
async function run(code: string, name = 'program.cjs', observed = true) {
  await writeFile(join(folder.path, name), code)
  const setup = {
    sockets: folder.path,
    id: 'web-1',
    serverType: 'web',
    role: 'server' as const,
    host: '127.0.0.1',
    adapter: 'lib',
    file: join(folder.path, 'hook.cjs'),
    t0: process.hrtime.bigint().toString(),
    tap: { rpc: 'full' as const },
  }
  const env = observed ? adapterEnvironment(setup, channel.path, process.env) : {}
  const child = spawn(process.execPath, [join(folder.path, name)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const code_ = await new Promise<number | null>((resolve) => child.once('close', resolve))
  await channel.drained(5_000)
  return { code: code_, stdout, stderr }
}

const logs = () => records.flatMap((record) => (record.t === 'log' ? record.text : []))
const start = `const { Node } = require('lib'); const node = new Node(); console.log(node.start());`

it('reports what a program does that ends by itself', async () => {
  const { code, stdout } = await run(`${start} console.log(node.work('one'))`)
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'started\n3\n' })
  expect(logs()).toEqual(['one'])
  expect(records.filter(({ t }) => t === 'state')).toMatchObject([{ to: 'starting' }, { to: 'started' }])
})

it('sends everything before process.exit', async () => {
  const loop = 'for (let n = 0; n < 20000; n++) node.work(String(n)); process.exit(7)'
  const { code } = await run(`${start} setTimeout(() => { ${loop} }, 100)`)
  expect(code).toBe(7)
  expect(logs()).toHaveLength(20_000)
  expect(logs().at(-1)).toBe('19999')
})

it('sends everything before an exception, and the exception', async () => {
  const { code, stderr } = await run(`${start} node.work('last'); node.work('throw')`)
  expect(code).toBe(1)
  expect(stderr).toContain('of the program')
  expect(logs()[0]).toBe('last')
  expect(logs()[1]).toContain('of the program')
})

it.each(['before', 'after'])('goes on where the adapter throws %s the method ran', async (place) => {
  const program = `${start} console.log(node.work('${place}'), node.work('more'), node.log.join())`
  const { code, stdout, stderr } = await run(program)
  expect({ code, stdout }).toEqual({ code: 0, stdout: `started\n${place.length} 4 ${place},more\n` })
  expect(stderr).toMatch(/^grove: the adapter lib failed and was switched off: of the adapter/)
  expect(logs().join()).toContain('was switched off')
})

it('switches an adapter off that does not know this version', async () => {
  await writeFile(
    join(folder.path, 'node_modules', 'lib', 'index.js'),
    lib.replace('work(text)', 'labour(text)'),
  )
  const { code, stdout, stderr } = await run(start)
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'started\n' })
  expect(stderr).toContain('there is no method "work" to wrap')
})

it.each([
  ['a CommonJS package', `import { Node } from 'lib'`],
  ['the default export', `import lib from 'lib'; const { Node } = lib`],
  ['a dynamic import', `const { Node } = await import('lib')`],
])('sees %s that an ES module imports', async (_, line) => {
  const { code } = await run(
    `${line}; const node = new Node(); node.start(); node.work('esm')`,
    'program.mjs',
  )
  expect(code).toBe(0)
  expect(logs()).toEqual(['esm'])
})

it('ends a program without a handler by its signal when it is asked to stop', async () => {
  onJoined = (member) => setImmediate(() => member.send({ grove: 'stop' }))
  const { code } = await run(`${start} setInterval(() => {}, 1000)`)
  expect(code).toBeNull()
  expect(records.filter(({ t }) => t === 'state').at(-1)).toMatchObject({ to: 'stopping' })
})

it('does nothing in a program that is not under Grove', async () => {
  const { code, stdout, stderr } = await run(`${start} console.log(node.work('one'))`, 'program.cjs', false)
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'started\n3\n', stderr: '' })
  expect(records).toEqual([])
})
