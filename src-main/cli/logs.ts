// `grove logs`: what servers print, of many of them in one order, searched and followed.
import type { LogLine, LogQuery } from '../contract/index.ts'
import { parseTime, UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { LogOutput } from './log-output.ts'
import { RUN_OPTION, resolveServerIds, withRun, type SelectedRun } from './select-run.ts'

const DEFAULT_LINES = 100
const PAGE = 5_000

export const command = defineCommand({
  name: 'logs',
  group: 'Act on a running one',
  summary: 'print what servers printed, and go on with -f',
  takes: '[SERVER…]',
  most: Number.POSITIVE_INFINITY,
  options: {
    follow: { type: 'boolean', short: 'f', help: 'go on until the cluster ends' },
    lines: {
      type: 'string',
      short: 'n',
      takes: 'N',
      help: `the last N lines, or all (default ${DEFAULT_LINES})`,
    },
    grep: { type: 'string', takes: 'REGEX', help: 'only lines that match, whatever their case' },
    since: { type: 'string', takes: 'TIME', help: 'only what is later: a time since the start, like 2.5s' },
    until: { type: 'string', takes: 'TIME', help: 'only what is earlier' },
    ...RUN_OPTION,
    json: { type: 'boolean', help: 'a JSON object for each line, and nothing else' },
  },
  run: async (values, names) => {
    const most = linesOf(values.lines)
    const range = {
      ...(values.grep === undefined ? {} : { regex: values.grep }),
      ...(values.since === undefined ? {} : { since: parseTime('--since', values.since) }),
      ...(values.until === undefined ? {} : { until: parseTime('--until', values.until) }),
    }
    const follow = values.follow ?? false
    return withRun(
      values.run,
      async (chosen) => {
        const servers = names.length > 0 ? { servers: resolveServerIds(chosen.run, names) } : {}
        const output = new LogOutput(chosen.run, values.json ?? false)
        const query = { ...servers, ...range, plain: !output.coloured }
        const cursor = await printTail(chosen, query, most, output)
        if (follow) await printOn(chosen, query, cursor, output)
        return EXIT.done
      },
      { events: follow },
    )
  },
})

function linesOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LINES
  if (text === 'all') return Number.POSITIVE_INFINITY
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new UsageError(`--lines takes a number, or all, not "${text}".`)
}

/** The last so many lines; answers where they end. */
async function printTail({ connection, run }: SelectedRun, query: LogQuery, most: number, output: LogOutput) {
  if (most === Number.POSITIVE_INFINITY) return printFrom({ connection, run }, query, '', output)
  const pages: LogLine[][] = []
  let cursor: string | undefined
  let before: string | undefined
  for (let left = most; left > 0;) {
    const page = await connection.api.logs(run.run, {
      ...query,
      limit: Math.min(left, PAGE),
      ...(before === undefined ? {} : { before }),
    })
    pages.unshift(page.lines)
    cursor ??= page.cursor
    before = page.start
    left -= page.lines.length
    if (!page.more) break
  }
  for (const lines of pages) await output.write(lines)
  return cursor ?? (await connection.api.logs(run.run, { ...query, limit: 1 })).cursor
}

/** Everything behind the cursor that there is now; answers where that ends. */
async function printFrom(
  { connection, run }: SelectedRun,
  query: LogQuery,
  after: string,
  output: LogOutput,
) {
  for (;;) {
    const page = await connection.api.logs(run.run, { ...query, after, limit: PAGE })
    await output.write(page.lines)
    after = page.cursor
    if (!page.more) return after
  }
}

/** Prints on at each nudge, one after the other, until the run ends. */
async function printOn(
  chosen: SelectedRun,
  query: LogQuery,
  cursor: string,
  output: LogOutput,
): Promise<void> {
  const { connection, run } = chosen
  let work = Promise.resolve(cursor)
  const more = () => {
    work = work.then((after) => printFrom(chosen, query, after, output))
    return work
  }
  const ended = new Promise<void>((resolve) => {
    connection.listen((event) => {
      if (event.type === 'logsAppended' && event.run === run.run) void more()
      if (event.type === 'runChanged' && event.run.run === run.run && event.run.status === 'ended') resolve()
    })
  })
  await more()
  await Promise.race([ended, connection.ended])
  // What was printed on the way out; Grove itself may be gone by then.
  await more().catch(() => {})
}
