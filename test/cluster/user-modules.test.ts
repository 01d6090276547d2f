// What works in Node or with tsx works in a project: each service here prints one line about how it was loaded.
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises'
import nodeModule from 'node:module'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { grove, temporaryFolder } from '../support/grove.ts'

const SERVICE = 'export default () => ({ async hi() {} })'

interface Case {
  /** The service's file below `servers/`, and its code. */
  file: string
  code: string
  /** What the log has to contain. */
  prints: string
}

/** Sources that the services share. */
const FILES: Record<string, string> = {
  'package.json': JSON.stringify({
    name: 'project',
    imports: { '#lib/*': './lib/*.ts', '#mode': { development: './lib/other.ts', default: './lib/x.ts' } },
    exports: { './lib/*': './lib/*.ts' },
  }),
  'grove.json': JSON.stringify({ name: 'project', servers: { plain: {}, esm: {} } }),
  'tsconfig.json': '{ "extends": "./tsconfig.base.json", /* a comment */ }',
  'tsconfig.base.json': JSON.stringify({
    compilerOptions: {
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      paths: { '@/*': ['./lib/*'] },
    },
  }),
  'servers/esm/package.json': '{ "type": "module" }',
  'servers/esm/tsconfig.json': JSON.stringify({ compilerOptions: { paths: { '@/*': ['../../other/*'] } } }),
  'lib/x.ts': "export const x = 'lib x'; export interface Shape { a: number }; export default x",
  'lib/other.ts': 'export const x = 0',
  'lib/index.ts': "export { x, Shape } from './x'; export * from './old.js'",
  'lib/old.js': "exports.old = 'old'; exports.self = __filename.endsWith('old.js')",
  'lib/state.ts': 'export const state = { count: 0 }',
  'lib/count.js': "const { state } = require('./state.ts'); state.count += 1; module.exports = state",
  'lib/first.ts': "process.env.ORDER = 'first'",
  'lib/a.ts': "import { b } from './b'; export const a = () => 'a'; export const both = () => a() + b()",
  'lib/b.ts': "import { a } from './a'; export const b = () => 'b' + a()",
  'lib/strict.cts': 'class Pool {}; export = { Pool, isCommonJs: typeof module }',
  'other/x.ts': "export const x = 'other x'",
  'servers/data/rooms.json': '{ "room": 1 }',
  'servers/data/plugin.ts': "export const plugin: string = 'plugin'",
  'servers/data/hidden.ts':
    "import { x } from '../../lib/x'; export enum Kind { A = 'kind' }; export const hidden = Kind.A + x",
  'servers/data/worker.ts': `import { parentPort, workerData } from 'node:worker_threads'
    import { x } from '@/x'
    parentPort!.postMessage([x, workerData, process.argv.length, import.meta.url.endsWith('worker.ts')] as const)`,
  'servers/data/worker.mjs': `import { parentPort } from 'node:worker_threads'
    import { x } from '../../lib/x.ts'
    parentPort.postMessage(x)`,
  'servers/data/child.ts': `import { x } from '../../lib/x'
    process.send!([x, process.argv.slice(2), require.main === module])`,
  'servers/data/clustered.ts': `import cluster from 'node:cluster'
    import { x } from '../../lib/x'
    if (cluster.isWorker) process.send!(x, () => process.disconnect())`,
  'servers/plain/remote/my.room.ts': SERVICE,
  'servers/plain/remote/types.d.ts': '',
  '../deps/oldlib/package.json': '{ "name": "oldlib", "main": "index.js" }',
  '../deps/oldlib/index.js': ';(function () { var _ = {}; _.chunk = function () {}; module.exports = _ })()',
  '../deps/oldlib/sub.js': "module.exports = 'sub'",
  '../deps/ordered/package.json': '{ "name": "ordered", "main": "index.js" }',
  '../deps/ordered/index.js': 'module.exports = process.env.ORDER',
  '../deps/converted/package.json': '{ "name": "converted", "main": "index.js" }',
  '../deps/converted/index.js':
    "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 'default'; exports.named = 'named'",
  '../deps/modern/package.json': JSON.stringify({
    name: 'modern',
    type: 'module',
    exports: { '.': { import: './index.js', require: './index.cjs' } },
  }),
  '../deps/modern/index.js': "export const how = 'import'",
  '../deps/modern/index.cjs': "exports.how = 'require'",
  '../deps/importer/package.json': '{ "name": "importer", "type": "module", "main": "index.js" }',
  '../deps/importer/index.js': 'export const load = (file) => import(file)',
  '../shared/package.json': '{ "name": "@org/shared", "type": "module", "exports": "./src/index.ts" }',
  '../shared/src/index.ts': "export enum Color { Red = 'red' }; export const where = import.meta.url",
}

const CASES: Record<string, Case> = {
  'a file beside the source': {
    file: 'plain/remote/beside.ts',
    code: `import { readFileSync } from 'node:fs'
      const rooms = JSON.parse(readFileSync(new URL('../../data/rooms.json', import.meta.url), 'utf8'))
      console.log('beside', rooms.room, __filename.endsWith('beside.ts'), import.meta.dirname === __dirname)`,
    prints: 'beside 1 true true',
  },
  'a worker thread in TypeScript': {
    file: 'plain/remote/thread.ts',
    code: `import { Worker } from 'node:worker_threads'
      const worker = new Worker(new URL('../../data/worker.ts', import.meta.url), { workerData: 'data' })
      console.log('thread', JSON.stringify(await new Promise((ok, no) => worker.on('message', ok).on('error', no))))`,
    prints: 'thread ["lib x","data",2,true]',
  },
  'a worker thread in JavaScript that imports TypeScript': {
    file: 'esm/remote/thread.ts',
    code: `import { Worker } from 'worker_threads'
      const worker = new Worker(new URL('../../data/worker.mjs', import.meta.url))
      console.log('js thread', await new Promise((ok, no) => worker.on('message', ok).on('error', no)))`,
    prints: 'js thread lib x',
  },
  'a child process in TypeScript': {
    file: 'plain/remote/child.ts',
    code: `import { fork } from 'node:child_process'
      import { join } from 'node:path'
      const child = fork(join(__dirname, '../../data/child.ts'), ['argument'])
      console.log('child', JSON.stringify(await new Promise((ok) => child.on('message', ok))))`,
    prints: 'child ["lib x",["argument"],true]',
  },
  'workers of node:cluster': {
    file: 'plain/remote/workers.ts',
    code: `import cluster from 'node:cluster'
      import { join } from 'node:path'
      cluster.setupPrimary({ exec: join(__dirname, '../../data/clustered.ts') })
      const worker = cluster.fork()
      console.log('workers', await new Promise((ok) => worker.on('message', ok)))`,
    prints: 'workers lib x',
  },
  'an import of a computed name': {
    file: 'plain/remote/computed.ts',
    code: `import { readdirSync } from 'node:fs'
      const name: string = 'plugin'
      const folder = process.cwd() + '/servers/data'
      const [file] = readdirSync(folder).filter((one) => one.startsWith('hidden'))
      const { hidden } = await import(folder + '/' + file)
      console.log('computed', (await import('../../data/' + name + '.ts')).plugin, hidden)`,
    prints: 'computed plugin kindlib x',
  },
  'require of a computed name': {
    file: 'plain/remote/required.ts',
    code: `const name: string = 'plugin'
      const { plugin } = require('../../data/' + name)
      console.log('required', plugin, require.resolve('../../data/plugin').endsWith('plugin.ts'), require.main === module)`,
    prints: 'required plugin true false',
  },
  'packages by their names, once for import and require': {
    file: 'plain/remote/packages.ts',
    code: `import { chunk } from 'oldlib'
      import * as all from 'oldlib'
      import sub from 'oldlib/sub'
      import old = require('oldlib')
      import converted, { named } from 'converted'
      import { how } from 'modern'
      const lazy = await import('oldlib')
      console.log('packages', typeof chunk, all.chunk === old.chunk, sub, converted, named, how, require('modern').how,
        typeof lazy.chunk)`,
    prints: 'packages function true sub default named import require function',
  },
  'a package that imports a source': {
    file: 'plain/remote/imported.ts',
    code: `import { load } from 'importer'
      const found = await load(process.cwd() + '/servers/data/hidden.ts').catch((error) => ({ hidden: error.code }))
      console.log('imported', found.hidden)`,
    prints: `imported ${'registerHooks' in nodeModule ? 'kindlib x' : 'ERR_UNKNOWN_FILE_EXTENSION'}`,
  },
  'the default import of a package in an ES module': {
    file: 'esm/remote/interop.ts',
    code: `import converted, { named } from 'converted'
      import { chunk } from 'oldlib'
      console.log('interop', converted.default, named, typeof chunk)`,
    prints: 'interop default named function',
  },
  'the order of imports': {
    file: 'plain/remote/order.ts',
    code: `import '../../../lib/first'
      import order from 'ordered'
      console.log('order', order)`,
    prints: 'order first',
  },
  'types and CommonJS that a module exports again': {
    file: 'plain/remote/again.ts',
    code: `import { x, old } from '../../../lib'
      import { self } from '../../../lib/old'
      console.log('again', x, old, self)`,
    prints: 'again lib x old true',
  },
  'one state for import and require': {
    file: 'plain/remote/state.ts',
    code: `import { state } from '../../../lib/state'
      import counted from '../../../lib/count'
      console.log('state', state.count, counted.count, state === require('../../../lib/state').state)`,
    prints: 'state 1 1 true',
  },
  'import cycles and names of classes': {
    file: 'plain/remote/cycle.ts',
    code: `import { both } from '../../../lib/a'
      import { Pool, isCommonJs } from '../../../lib/strict.cjs'
      export class Room {}
      console.log('cycle', both(), Room.name, Pool.name, isCommonJs)`,
    prints: 'cycle aba Room Pool object',
  },
  'own names for what Grove provides': {
    file: 'esm/remote/names.ts',
    code: `import { createRequire } from 'node:module'
      import { dirname } from 'node:path'
      import { fileURLToPath } from 'node:url'
      const require = createRequire(import.meta.url)
      const __filename = fileURLToPath(import.meta.url)
      const __dirname = dirname(__filename)
      console.log('names', require('../../data/rooms.json').room, __dirname === import.meta.dirname)`,
    prints: 'names 1 true',
  },
  'tsconfig paths through a base': {
    file: 'plain/remote/paths.ts',
    code: `import { x } from '@/x'
      console.log('paths', x, require('@/x').x)`,
    prints: 'paths lib x lib x',
  },
  'tsconfig paths of a nested tsconfig': {
    file: 'esm/remote/paths.ts',
    code: `import { x } from '@/x'
      console.log('nested paths', x)`,
    prints: 'nested paths other x',
  },
  'subpath imports and a self reference': {
    file: 'plain/remote/self.ts',
    code: `import { x } from '#lib/x'
      import mode from '#mode'
      import { x as own } from 'project/lib/x'
      console.log('self', x, mode, own)`,
    prints: 'self lib x lib x lib x',
  },
  'a linked package in TypeScript': {
    file: 'plain/remote/linked.ts',
    code: `import { Color, where } from '@org/shared'
      console.log('linked', Color.Red, where.endsWith('/shared/src/index.ts'))`,
    prints: 'linked red true',
  },
  'JSON, with and without attributes': {
    file: 'plain/remote/json.ts',
    code: `import rooms, { room } from '../../data/rooms.json' with { type: 'json' }
      import same from '../../data/rooms.json'
      const { default: lazy } = await import('../../data/rooms.json', { with: { type: 'json' } })
      console.log('json', rooms.room, room, same === lazy)`,
    prints: 'json 1 1 true',
  },
  decorators: {
    file: 'plain/remote/decorated.ts',
    code: `const noted: string[] = []
      const note = (target: { name: string }) => void noted.push(target.name)
      @note class Decorated {}
      console.log('decorators', noted, typeof Decorated)`,
    prints: "decorators [ 'Decorated' ] function",
  },
  'positions in stacks': {
    file: 'plain/remote/stack.ts',
    code: `interface Removed { by: 'the compiler' }
      console.log('stack', /stack\\.ts:\\d+:\\d+/.exec(new Error('here').stack ?? '')?.[0])`,
    prints: 'stack stack.ts:2:53',
  },
  'CommonJS in TypeScript': {
    file: 'plain/remote/exported.ts',
    code: `const rooms = require('../../data/rooms.json')
      console.log('exported', rooms.room, this === module.exports)
      export = () => ({ async hi() {} })`,
    prints: 'exported 1 true',
  },
  'a .cts file': {
    file: 'plain/remote/converted.cts',
    code: `console.log('cts', __filename.endsWith('.cts'))`,
    prints: 'cts true',
  },
  'a .cjs file': {
    file: 'plain/remote/common.cjs',
    code: `console.log('cjs', require.main === module); module.exports = () => ({})`,
    prints: 'cjs false',
  },
  'what tsc compiled': {
    file: 'plain/remote/compiled.js',
    code: `'use strict'; Object.defineProperty(exports, '__esModule', { value: true })
      console.log('tsc', __dirname.endsWith('remote')); exports.default = () => ({ async hi() {} })`,
    prints: 'tsc true',
  },
}

it('services run as if their sources were loaded', { timeout: 60_000 }, async () => {
  await using folder = await temporaryFolder('grove-modules-')
  const project = join(folder.path, 'project')
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(project, name)), { recursive: true })
    await writeFile(join(project, name), text)
  }
  for (const [name, text] of Object.entries(FILES)) await write(name, text)
  for (const { file, code } of Object.values(CASES)) {
    const hasExport = /export (?:default|=)|exports/.test(code)
    await write(`servers/${file}`, hasExport ? code : `${code}\n${SERVICE}\n`)
  }
  await mkdir(join(folder.path, 'deps/@org'))
  await symlink('../../shared', join(folder.path, 'deps/@org/shared'))
  await symlink('../deps', join(project, 'node_modules'))

  const state = join(folder.path, 'state')
  const { code, stderr } = await grove(['up', project, '--exit-when-ready', '--timeout', '40'], {
    cwd: folder.path,
    env: { GROVE_STATE: state },
  })
  const runs = join(state, 'runs')
  const [run = ''] = await readdir(runs)
  const logs = await Promise.all(
    ['plain-1', 'esm-1'].map((id) => readFile(join(runs, run, 'logs', `${id}.log`), 'utf8')),
  )
  const log = logs.join('\n')
  const missing = Object.entries(CASES).filter(([, { prints }]) => !log.split('\n').includes(prints))
  expect(
    missing.map(([name]) => name),
    `${stderr}\n${log}`,
  ).toEqual([])
  expect(code, stderr).toBe(0)
  expect(stderr).toContain('servers/plain/remote/my.room.ts is not loaded')
  expect(stderr).toContain('tsconfig.base.json: "emitDecoratorMetadata" has no effect')
  expect(stderr).not.toContain('types.d.ts')
})

it.each([
  [
    'a computed name that is not there',
    "await import('./' + 'gone' + '.ts'); export default 1",
    /Cannot find module .*remote\/gone\.ts.* imported from .*remote\/s\.ts/,
  ],
  [
    'node:cluster without a program for its workers',
    "import cluster from 'node:cluster'; cluster.fork(); export default 1",
    /Name yours: for cluster\.fork\(\), by cluster\.setupPrimary\(\{ exec: file \}\) \(servers\/a\/remote\/s\.ts:1:/,
  ],
  [
    'a syntax error in what is imported by a computed name',
    "await import(process.cwd() + '/bad.ts'); export default 1",
    /bad\.ts:1:\d+: /,
  ],
  [
    'require of a module with top-level await',
    "require(process.cwd() + '/awaits.ts'); export default 1",
    /awaits\.ts uses top-level await, so require\(\) cannot load it/,
  ],
])('%s is reported by the name of the source', async (_, code, expected) => {
  await using folder = await temporaryFolder('grove-modules-')
  const files: Record<string, string> = {
    'grove.json': JSON.stringify({ name: 'wrong', servers: { a: {} } }),
    'servers/a/remote/s.ts': code,
    'bad.ts': 'export const a = (',
    'awaits.ts': 'await 1; export {}',
  }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, name)), { recursive: true })
    await writeFile(join(folder.path, name), text)
  }
  const env = { GROVE_STATE: join(folder.path, 'state') }
  const args = ['up', folder.path, '--exit-when-ready', '--timeout', '20']
  const { code: exitCode, stderr } = await grove(args, { cwd: folder.path, env })
  expect(stderr).toMatch(expected)
  expect(stderr).not.toContain('.mjs')
  expect(exitCode).toBe(1)
})
