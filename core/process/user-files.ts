// Loads the services, modules and lifecycle of a project, and reports errors by file.
import { messageOf } from '../kit/message-of.ts'
import { ClusterError, isClusterError } from '../protocol/errors.ts'
import { isName } from '../protocol/fields.ts'
import type { ProcessSetup } from './messages.ts'
import type { Module } from '../console/module.ts'
import type { Lifecycle, ServiceFactory } from '../roles/app.ts'
import { createService } from '../roles/user-code.ts'
import { isCallable } from '../rpc/dispatcher.ts'
import { loader } from './loader.ts'
import { userFrame } from './user-frame.ts'

const HOOKS = ['beforeStartup', 'afterStartup', 'afterStartAll', 'beforeShutdown'] as const

/** @throws `BAD_SERVICE` or `USER_CODE_FAILED` */
export async function loadServices(setup: ProcessSetup): Promise<Record<string, ServiceFactory>> {
  const services: Record<string, ServiceFactory> = {}
  for (const [name, url] of Object.entries(setup.services)) {
    const file = `servers/${setup.serverType}/remote/${name}`
    if (!isCallable(name)) {
      throw new ClusterError('BAD_SERVICE', `${file}: a service cannot be called "${name}": rename the file`)
    }
    const { value: factory } = await load(file, url)
    if (typeof factory !== 'function' || isClass(factory)) {
      throw new ClusterError(
        'BAD_SERVICE',
        `${file}: its default export must be a function (app) => service`,
        {
          hint: 'Write: export default defineService((app) => ({ async hello(name) { return `hello ${name}` } }))',
        },
      )
    }
    services[name] = checkedFactory(file, factory as ServiceFactory)
  }
  return services
}

/** @throws `BAD_MODULE` or `USER_CODE_FAILED` */
export async function loadModules(setup: ProcessSetup): Promise<Module[]> {
  const modules: Module[] = []
  for (const [name, url] of Object.entries(setup.modules)) {
    const file = `modules/${name}`
    const { value: module } = await load(file, url)
    if (!isModule(module)) {
      throw new ClusterError('BAD_MODULE', `${file}: its default export must be a module with a moduleId`, {
        hint: "Write: export default defineModule({ moduleId: 'online', monitorHandler: … })",
      })
    }
    modules.push(module)
  }
  return modules
}

/** @throws `BAD_LIFECYCLE` or `USER_CODE_FAILED` */
export async function loadLifecycle(setup: ProcessSetup): Promise<Lifecycle | undefined> {
  if (!setup.lifecycle) return undefined
  const file = `servers/${setup.serverType}/lifecycle`
  const { value: lifecycle } = await load(file, setup.lifecycle)
  if (typeof lifecycle !== 'object' || lifecycle === null) {
    throw new ClusterError('BAD_LIFECYCLE', `${file}: its default export must be an object`, {
      hint: `Write: export default defineLifecycle({ … }) with any of ${HOOKS.join(', ')}`,
    })
  }
  const unknown = ownFields(lifecycle).find((name) => !HOOKS.some((hook) => hook === name))
  if (unknown !== undefined) throw badHook(file, unknown)
  const hooks: Lifecycle = {}
  for (const name of HOOKS) {
    const hook = (lifecycle as Lifecycle)[name]
    if (hook === undefined) continue
    if (typeof hook !== 'function') throw badHook(file, name)
    hooks[name] = (app) => run(`${file}: ${name}`, () => hook.call(lifecycle, app))
  }
  return hooks
}

/** An instance of a class may have fields of its own. */
function ownFields(lifecycle: object): string[] {
  const prototype = Object.getPrototypeOf(lifecycle) as object | null
  return prototype === null || prototype === Object.prototype ? Object.keys(lifecycle) : []
}

function badHook(file: string, name: string): ClusterError {
  const hint = `The hooks are ${HOOKS.join(', ')}. Each is an optional function.`
  return new ClusterError('BAD_LIFECYCLE', `${file}: ${name} is not a hook`, { hint })
}

/** Returns the default export in an object: one that has a method `then` must not be awaited. */
async function load(file: string, url: string): Promise<{ value: unknown }> {
  const module = await run(`${file} threw while it was loaded`, () => loader.load(url))
  return { value: module.default }
}

function checkedFactory(file: string, factory: ServiceFactory): ServiceFactory {
  return (app) => run(file, () => createService(file, () => factory(app)))
}

async function run<Result>(what: string, body: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await body()
  } catch (error) {
    if (isClusterError(error)) throw error
    const place = userFrame(error)
    throw new ClusterError('USER_CODE_FAILED', `${what}: ${messageOf(error)}${place ? ` (${place})` : ''}`, {
      cause: error,
    })
  }
}

function isModule(value: unknown): value is Module {
  return typeof value === 'object' && value !== null && 'moduleId' in value && isName(value.moduleId)
}

function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value))
}
