// `grove check`: finds errors in a recorded timeline.
import { readTimeline } from '../host/run.ts'
import {
  convergenceTimes,
  findings,
  formatMoment,
  formatSpan,
  notesOf,
  type Finding,
  type HeaderEvent,
  type Note,
} from '../timeline/index.ts'
import { UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine, printMessage } from './output.ts'
import { JSON_OPTION } from './select-run.ts'

export const command = defineCommand({
  name: 'check',
  group: 'Recordings',
  summary: 'find errors in a recorded timeline',
  usage: 'FILE',
  maxArguments: 1,
  options: JSON_OPTION,
  details: `An error is a broken invariant of the protocol. A warning may have a cause outside Grove.
Each finding names its rule, its time and the ids of the events that show it.
Notes that were written in the window are listed too.
Exits with 1 if there are findings, else with 0.`,
  run: async ({ json }, [path]) => {
    if (path === undefined) throw new UsageError('grove check needs a timeline file (.ndjson).')
    const { header, events, warnings } = await readTimeline(path)
    const found = findings([header, ...events])
    const notes = notesOf(events)
    const { count, p50, p95 } = convergenceTimes(events, header.dialect)
    for (const warning of warnings) printMessage(warning)
    if (json) printJson({ findings: found, convergence: { count, p50, p95 }, notes: notes.map(plainNote) })
    else {
      const agreed =
        count === 0 ? '' : `; converged ${counted(count, 'time')}: p50 ${ms(p50)}, p95 ${ms(p95)}`
      for (const finding of found) printLine(describe(finding))
      for (const note of notes) printLine(describeNote(note))
      printLine(summarize(found) + agreed)
      const notJudged = describeUnjudged(header)
      if (notJudged !== null) printLine(notJudged)
    }
    return found.length > 0 ? EXIT.failed : EXIT.done
  },
})

function describe({ severity, rule, at, message, events }: Finding): string {
  return `${severity.padEnd(7)}  ${rule}  at ${formatMoment(at)}: ${message}\n         ${events.join(', ')}`
}

function describeNote({ at, to, text }: Note): string {
  const when = to === null ? `at ${formatMoment(at)}` : `from ${formatMoment(at)} to ${formatMoment(to)}`
  return `${'note'.padEnd(7)}  ${when}: ${text.replaceAll('\n', '\n         ')}`
}

function plainNote({ id, at, to, about, text }: Note) {
  return { id, at, to, about, text }
}

function summarize(found: Finding[]): string {
  if (found.length === 0) return 'no findings'
  const errors = found.filter(({ severity }) => severity === 'error').length
  return `${counted(errors, 'error')}, ${counted(found.length - errors, 'warning')}`
}

/** What is not seen is unknown, so no findings about it say nothing. */
function describeUnjudged({ dialect }: HeaderEvent): string | null {
  if (!dialect) return null
  const unseen = Object.entries(dialect.sees).flatMap(([what, isSeen]) => (isSeen ? [] : [what]))
  return unseen.length === 0
    ? null
    : `not judged, because ${dialect.title} does not show them: ${unseen.join(', ')}`
}

function ms(time: number | null): string {
  return formatSpan((time ?? 0) * 1e6)
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
