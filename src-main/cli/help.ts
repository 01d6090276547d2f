// What `grove --help` and `grove COMMAND --help` print, put together from the commands themselves.
import { GROUPS, type Command } from './command.ts'
import type { OptionTable } from './arguments.ts'
import { EXIT_MEANINGS } from './exit-codes.ts'

const ENVIRONMENT: [name: string, meaning: string][] = [
  ['GROVE_NODE', 'the Node that runs servers (default: node on the PATH)'],
  ['GROVE_TOKEN', "the cluster's secret (default: random)"],
  ['GROVE_STATE', 'where Grove keeps runs, logs, recent and trusted folders'],
]

/** Of all commands, a line each. */
export function overview(commands: Command[]): string {
  const rows = commands.map(({ name, takes, summary }): [string, string] => [`${name} ${takes}`, summary])
  const lines = table(rows)
  const groups = GROUPS.flatMap((group) => {
    const own = lines.filter((_, index) => commands[index]?.group === group)
    return own.length > 0 ? [group, ...own, ''] : []
  })
  return [
    'Grove spawns a local cluster of server processes and shows, live, how it finds itself.',
    '',
    'Usage: grove COMMAND, and `grove COMMAND --help` for its options; grove --help, --version',
    '',
    ...groups,
    'DIR is a folder with a grove.json (default: this one), PLAN such a file.',
    '',
    'Exit codes',
    ...table(EXIT_MEANINGS),
    '',
    'Environment',
    ...table(ENVIRONMENT),
    '',
  ].join('\n')
}

/** Of one command: how it is used, what it does, each option. */
export function commandHelp({ name, takes, summary, options, details }: Command): string {
  const rows = optionRows(options)
  return [
    `Usage: ${['grove', name, takes, rows.length > 0 ? '[OPTIONS]' : ''].filter(Boolean).join(' ')}`,
    '',
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    ...(details ? ['', details] : []),
    ...(rows.length > 0 ? ['', 'Options', ...table(rows)] : []),
    '',
  ].join('\n')
}

function optionRows(options: OptionTable): [string, string][] {
  return Object.entries(options).map(([name, { short, takes, help }]) => {
    const long = takes === undefined ? `--${name}` : `--${name} ${takes}`
    return [short === undefined ? long : `-${short}, ${long}`, help]
  })
}

function table(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
