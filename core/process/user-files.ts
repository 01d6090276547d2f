// Loads the services, modules and lifecycle of a project, and reports errors by file.
import { messageOf } from '../kit/message-of.ts'
import { ClusterError } from '../protocol/errors.ts'
import { isName } from '../protocol/fields.ts'
import type { ProcessSetup } from './messages.ts'
import type { Module } from '../console/module.ts'
import type { Lifecycle, ServiceFactory } from '../roles/app.ts'
import { loader } from './loader.ts'
import { userFrame } from './user-frame.ts'

const HOOKS = ['beforeStartup', 'afterStartup', 'afterStartAll', 'beforeShutdown'] as const

/** @throws `BAD_SERVICE` or `USER_CODE_FAILED` */
export async function loadServices(setup: ProcessSetup): Promise<Record<string, ServiceFactory>> {
  const services: Record<string, ServiceFactory> = {}
  for (const [name, url] of Object.entries(setup.services)) {
    const file = `servers/${setup.serverType}/remote/${name}`
    const factory = await load(file, url)
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
    const module = await load(file, url)
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
  const lifecycle = await load(file, setup.lifecycle)
  if (typeof lifecycle !== 'object' || lifecycle === null) {
    throw new ClusterError('BAD_LIFECYCLE', `${file}: its default export must be an object`, {
      hint: `Write: export default defineLifecycle({ … }) with any of ${HOOKS.join(', ')}`,
    })
  }
  const hooks: Lifecycle = {}
  for (const [name, hook] of Object.entries(lifecycle)) {
    const hookName = HOOKS.find((candidate) => candidate === name)
    if (!hookName || typeof hook !== 'function') {
      const hint = `The hooks are ${HOOKS.join(', ')}. Each is an optional function.`
      throw new ClusterError('BAD_LIFECYCLE', `${file}: ${name} is not a hook`, { hint })
    }
    hooks[hookName] = (app) => run(`${file}: ${hookName}`, () => hook.call(lifecycle, app))
  }
  return hooks
}

async function load(file: string, url: string): Promise<unknown> {
  const module = await run(`${file} threw while it was loaded`, () => loader.load(url))
  return module.default
}

function checkedFactory(file: string, factory: ServiceFactory): ServiceFactory {
  return async (app) => {
    const service = await run(file, () => factory(app))
    if (typeof service === 'object' && service !== null) return service
    throw new ClusterError(
      'BAD_SERVICE',
      `${file}: the function must return the service, an object of functions`,
    )
  }
}

async function run<Result>(what: string, body: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await body()
  } catch (error) {
    if (error instanceof ClusterError) throw error
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
