// `grove check`: finds errors in a recorded timeline.
import { readTimeline } from '../host/index.ts'
import { convergenceTimes, findings, type ConvergenceTimes, type Finding } from '../timeline/index.ts'
import { UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printMessage } from './output.ts'
import { printable } from './report.ts'
import { JSON_OPTION } from './select-run.ts'

export const command = defineCommand({
  name: 'check',
  group: 'Recordings',
  summary: 'find errors in a recorded timeline',
  usage: 'FILE',
  maxArguments: 1,
  options: {
    ...JSON_OPTION,
  },
  details: `An error is a broken invariant of the protocol. A warning may have a cause outside Grove.
Each finding names its rule, its time and the ids of the events that show it.
Exits with 1 if there are findings, else with 0.`,
  run: async ({ json }, [path]) => {
    if (path === undefined) throw new UsageError('grove check needs a timeline file (.ndjson).')
    const { events, warnings } = await readTimeline(path)
    const found = findings(events)
    const times = convergenceTimes(events)
    for (const warning of warnings) printMessage(warning)
    process.stdout.write(json ? asJson(found, times) : asText(found, times))
    return found.length ? EXIT.failed : EXIT.done
  },
})

function asJson(found: Finding[], { count, p50, p95 }: ConvergenceTimes): string {
  return `${JSON.stringify({ findings: found, convergence: { count, p50, p95 } }, null, 2)}\n`
}

function asText(found: Finding[], { count, p50, p95 }: ConvergenceTimes): string {
  const lines = found.map(
    ({ severity, rule, at, message, events }) =>
      `${severity.padEnd(7)}  ${rule}  at ${(at / 1e9).toFixed(3)} s: ${message}\n         ${events.join(', ')}`,
  )
  const errors = found.filter(({ severity }) => severity === 'error').length
  const total = found.length
    ? `${counted(errors, 'error')}, ${counted(found.length - errors, 'warning')}`
    : 'no findings'
  const agreed = count ? `; converged ${counted(count, 'time')}: p50 ${ms(p50)}, p95 ${ms(p95)}` : ''
  return printable(`${[...lines, `${total}${agreed}`].join('\n')}\n`)
}

function ms(time: number | null): string {
  return `${(time ?? 0).toFixed(1)} ms`
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
