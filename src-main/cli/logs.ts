// `grove logs`: prints, searches and follows the output of servers, merged by time.
import type { LogLine, LogPage, LogQuery } from '../contract/index.ts'
import { parseTime, UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { LogOutput } from './log-output.ts'
import { RUN_OPTION, resolveServerIds, withRun, type SelectedRun } from './select-run.ts'

const DEFAULT_LINES = 100
const PAGE_LINES = 5_000

type ReadPage = (page: LogQuery) => Promise<LogPage>

export const command = defineCommand({
  name: 'logs',
  group: 'Act on a running cluster',
  summary: 'print the output of servers; follow it with -f',
  usage: '[SERVER…]',
  maxArguments: Number.POSITIVE_INFINITY,
  options: {
    follow: { type: 'boolean', short: 'f', help: 'keep printing new lines until the cluster ends' },
    lines: {
      type: 'string',
      short: 'n',
      valueName: 'N',
      help: `number of last lines, or all (default ${DEFAULT_LINES})`,
    },
    grep: { type: 'string', valueName: 'REGEX', help: 'print only lines that match; case is ignored' },
    since: { type: 'string', valueName: 'TIME', help: 'print only lines after this time, like 2.5s' },
    until: { type: 'string', valueName: 'TIME', help: 'print only lines before this time' },
    ...RUN_OPTION,
    json: { type: 'boolean', help: 'print one JSON object per line and nothing else' },
  },
  run: async (values, names) => {
    const maxLines = parseLines(values.lines)
    const regex = values.grep
    const since = parseTime('--since', values.since)
    const until = parseTime('--until', values.until)
    const follow = values.follow ?? false
    return withRun(
      values.run,
      async (selected) => {
        const servers = names.length > 0 ? resolveServerIds(selected.run, names) : undefined
        const output = new LogOutput(selected.run, values.json ?? false)
        const query = { servers, regex, since, until, plain: !output.coloured }
        const { connection, run } = selected
        const read: ReadPage = (page) => connection.api.logs(run.run, { ...query, ...page })
        const cursor = await printTail(read, maxLines, output)
        if (follow) await followLogs(selected, read, cursor, output)
        await output.end()
        return EXIT.done
      },
      { events: follow },
    )
  },
})

function parseLines(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LINES
  if (text === 'all') return Number.POSITIVE_INFINITY
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new UsageError(`--lines takes a number or all, not "${text}".`)
}

/** Prints the last lines and returns the cursor at their end. */
async function printTail(read: ReadPage, maxLines: number, output: LogOutput): Promise<string> {
  if (maxLines === Number.POSITIVE_INFINITY) return printAfter(read, '', output)
  const pages: LogLine[][] = []
  let cursor: string | undefined
  let before: string | undefined
  for (let left = maxLines; left > 0;) {
    const page = await read({ limit: Math.min(left, PAGE_LINES), before })
    pages.unshift(page.lines)
    cursor ??= page.cursor
    before = page.start
    left -= page.lines.length
    if (!page.more) break
  }
  for (const lines of pages) await output.write(lines)
  return cursor ?? (await read({ limit: 1 })).cursor
}

/** Prints all lines after the cursor and returns the new cursor. */
async function printAfter(read: ReadPage, after: string, output: LogOutput): Promise<string> {
  for (;;) {
    const page = await read({ after, limit: PAGE_LINES })
    await output.write(page.lines)
    after = page.cursor
    if (!page.more) return after
  }
}

/** Prints new lines until the run ends. */
async function followLogs(
  { connection, run }: SelectedRun,
  read: ReadPage,
  cursor: string,
  output: LogOutput,
) {
  let work = Promise.resolve(cursor)
  const more = () => {
    work = work.then((after) => printAfter(read, after, output))
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
  // Print the last lines; Grove itself may have ended by now.
  await more().catch(() => {})
}
