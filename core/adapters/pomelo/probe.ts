// Preloaded into the entry file of a Pomelo or Pinus project to read its configuration, which it reports before it ends
// the process. Without GROVE_PROBE it does nothing.
import { writeFileSync } from 'node:fs'
import type { Foreign } from '../adapter.ts'
import { ModuleHooks } from '../module-hooks.ts'

/** What the launcher asks for. */
interface ProbeSetup {
  /** Where to write the configuration. */
  file: string
  /** `created`: end after `createApp`, which reads the configuration. `started`: go on to `app.start`. */
  until: 'created' | 'started'
}

const setup = JSON.parse(process.env['GROVE_PROBE'] ?? 'null') as ProbeSetup | null
// What the project forks is none of the probe's.
delete process.env['GROVE_PROBE']

if (setup) {
  const hooks = new ModuleHooks((error) => process.stderr.write(`grove: ${String(error)}\n`))
  const application = { package: /^(pinus|pomelo)$/, file: /^(dist\/)?lib\/application\.js$/ }
  hooks.add(application, (exported) => watch(exported.Application?.prototype ?? exported, setup))
  hooks.install()
}

function watch(application: Foreign, { file, until }: ProbeSetup): void {
  const { init } = application
  application.init = function (this: Foreign, ...args: unknown[]) {
    const result: unknown = init.apply(this, args)
    report(this, file, 'created')
    if (until === 'created') end()
    return result
  }
  application.start = function (this: Foreign) {
    report(this, file, 'started')
    end()
  }
}

/** Without the exit handlers of the project. */
function end(): void {
  process.kill(process.pid, 'SIGKILL')
}

/** The later report replaces the earlier one. */
function report(app: Foreign, file: string, state: ProbeSetup['until']): void {
  const configuration = {
    state,
    master: app.getMaster(),
    servers: app.getServersFromConfig(),
  }
  writeFileSync(file, JSON.stringify(configuration), { mode: 0o600 })
}
