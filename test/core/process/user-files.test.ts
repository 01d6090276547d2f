// What a project's files may export, and the sentences for what they may not.
import vm from 'node:vm'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { loader } from '../../../core/process/loader.ts'
import { loadLifecycle, loadModules, loadServices } from '../../../core/process/user-files.ts'
import type { ProcessSetup } from '../../../core/process/messages.ts'
import type { App } from '../../../core/index.ts'
import { Dispatcher } from '../../../core/rpc/dispatcher.ts'
import { UserCode } from '../../../core/roles/user-code.ts'

// Vitest's own import() returns a proxy that has the methods of the default export.
const evaluate = (source: string): unknown =>
  (vm.compileFunction(source.replace('export default', 'return'), ['vm']) as (own: typeof vm) => unknown)(vm)
beforeAll(() => {
  const load = vi.spyOn(loader, 'load').mockImplementation(async (source) => ({ default: evaluate(source) }))
  return () => load.mockRestore()
})

const app = { id: 'a-1' } as App

async function offerOf(source: string, name = 'room'): Promise<string[] | undefined> {
  const setup = { serverType: 'a', services: { [name]: source } } as unknown as ProcessSetup
  const services = await loadServices(setup)
  return new Dispatcher(await new UserCode(app, { services }).prepare()).offer[name]
}

const lifecycleOf = (source: string) =>
  loadLifecycle({ serverType: 'a', lifecycle: source } as unknown as ProcessSetup)

describe('a service may be', () => {
  test.each([
    ['an object', 'export default () => ({ hi() {}, _own() {}, seats: 3 })', ['hi']],
    ['a promise of one', 'export default async () => ({ hi() {} })', ['hi']],
    [
      'an object without a prototype',
      'export default () => Object.assign(Object.create(null), { hi() {} })',
      ['hi'],
    ],
    [
      'an instance of a class',
      'class R { #n = 1; hi() { return this.#n } } class S extends R { ho() {} }; export default () => new S()',
      ['ho', 'hi'],
    ],
    [
      'one with a getter that throws',
      'export default () => ({ hi() {}, get db() { throw new Error() } })',
      ['hi'],
    ],
    ['an object of another realm', "export default () => vm.runInNewContext('({ hi() {} })')", ['hi']],
  ])('%s', async (_, source, methods) => {
    expect(await offerOf(source)).toEqual(methods)
  })
})

describe('a service is refused by file and name', () => {
  test.each([
    [
      'export default () => ({ then() {} })',
      'servers/a/remote/room: its method "then" cannot be called: `await` would call it',
    ],
    [
      'export default () => ({ constructor() {} })',
      'servers/a/remote/room: its method "constructor" cannot be called: a name has',
    ],
    [
      'export default () => ({ prototype() {} })',
      'servers/a/remote/room: its method "prototype" cannot be called',
    ],
    ['export default () => ({ $emit() {} })', 'servers/a/remote/room: its method "$emit" cannot be called'],
    [
      'class R { "böse"() {} }; export default () => new R()',
      'servers/a/remote/room: its method "böse" cannot be called',
    ],
    ['export default () => [() => 1]', 'servers/a/remote/room: the function must return the service'],
    ['export default () => undefined', 'servers/a/remote/room: the function must return the service'],
    ['export default { then() {} }', 'servers/a/remote/room: its default export must be a function'],
    ['export default class {}', 'servers/a/remote/room: its default export must be a function'],
    ['export default () => { throw undefined }', 'servers/a/remote/room: undefined'],
    ['throw { why: "full" }', 'servers/a/remote/room threw while it was loaded: {"why":"full"}'],
    [
      'export default () => Promise.reject(new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 1 } }))',
      'servers/a/remote/room: a value that cannot be read was thrown',
    ],
  ])('%s', async (source, sentence) => {
    await expect(offerOf(source)).rejects.toThrow(sentence)
  })

  test('then as its own name', async () => {
    await expect(offerOf('export default () => ({})', 'then')).rejects.toThrow(
      'servers/a/remote/then: a service cannot be called "then": rename the file',
    )
  })
})

describe('a lifecycle', () => {
  test('may be an instance of a class with fields', async () => {
    const source =
      'class L { n = 1; async afterStartup() { if (this.n !== 1) throw this }; helper() {} }; export default new L()'
    const hooks = await lifecycleOf(source)
    expect(Object.keys(hooks ?? {})).toEqual(['afterStartup'])
    await hooks?.afterStartup?.(app)
  })

  test.each([
    ['export default { then() {} }', 'servers/a/lifecycle: then is not a hook'],
    ['export default { beforeStart() {} }', 'servers/a/lifecycle: beforeStart is not a hook'],
    ['export default { afterStartup: 5 }', 'servers/a/lifecycle: afterStartup is not a hook'],
    ['export default () => ({})', 'servers/a/lifecycle: its default export must be an object'],
  ])('is refused: %s', async (source, sentence) => {
    await expect(lifecycleOf(source)).rejects.toThrow(sentence)
  })
})

test('a module with a method then is not awaited', async () => {
  const modules = { online: "export default { moduleId: 'online', then() {} }" }
  const [module] = await loadModules({ modules } as unknown as ProcessSetup)
  expect(module?.moduleId).toBe('online')
})
