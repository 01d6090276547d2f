// A fake host for tests of the shells: records its calls, and emits the events that a test gives it.
import {
  HostError,
  type HostApi,
  type HostServer,
  type HostEvent,
  type RunSummary,
} from '../../src-main/contract/index.ts'

export interface FakeHost extends HostServer {
  /** `name: arguments as JSON`, in order. */
  calls: string[]
  emit(event: HostEvent): void
  close(): Promise<void>
}

export function fakeRun(name: string): RunSummary {
  const none = {
    startedAt: null,
    readyMs: null,
    convergedMs: null,
    basis: null,
    framework: null,
    servers: [],
    converges: true,
    serverTypes: [],
    tap: 'full' as const,
    problems: [],
    file: null,
  }
  return { run: 'run-1', name, target: null, readOnly: false, status: 'running', ...none }
}

export function fakeHost(replacements: Partial<HostApi> = {}): FakeHost {
  const calls: string[] = []
  const listeners = new Set<(event: HostEvent) => void>()
  const tell = (event: HostEvent) => listeners.forEach((listener) => listener(event))
  const own: Partial<HostApi> = {
    runs: async () => [],
    stop: async () => {},
    start: async (target) => {
      const run = fakeRun(target.kind === 'sample' ? target.name : target.path)
      tell({ type: 'runChanged', run })
      return run
    },
    ...replacements,
  }
  const api = new Proxy({} as HostApi, {
    get:
      (_, name: keyof HostApi) =>
      async (...args: unknown[]) => {
        calls.push(`${name}: ${JSON.stringify(args)}`)
        const call = own[name]
        if (!call) throw new HostError({ code: 'NOT_FOUND', message: `The fake host has no ${name}.` })
        return Reflect.apply(call, own, args)
      },
  })
  return {
    api,
    connect: () => ({ api, disconnect: () => void calls.push('disconnect: []') }),
    calls,
    emit: tell,
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: async () => {
      calls.push('close: []')
    },
  }
}
