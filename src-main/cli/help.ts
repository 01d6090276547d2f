// Builds the text of `grove --help` and `grove COMMAND --help` from the command definitions.
import { GROUPS, type Command } from './command.ts'
import type { OptionTable } from './arguments.ts'
import { EXIT_MEANINGS } from './exit-codes.ts'

const ENVIRONMENT: [name: string, meaning: string][] = [
  ['GROVE_NODE', 'the Node.js executable that runs servers (default: node on the PATH)'],
  ['GROVE_TOKEN', "the cluster's token (default: random)"],
  ['GROVE_STATE', 'the folder for recordings, logs and settings'],
  ['GROVE_RUN', 'the cluster to act on if --run is missing; grove run sets it'],
]

export function overview(commands: Command[]): string {
  const rows = commands.map(({ name, usage, summary }): [string, string] => [`${name} ${usage}`, summary])
  const lines = table(rows)
  const groups = GROUPS.flatMap((group) => {
    const own = lines.filter((_, index) => commands[index]?.group === group)
    return own.length > 0 ? [group, ...own, ''] : []
  })
  return [
    'Grove starts a local cluster of server processes and shows live how the servers find each other.',
    '',
    'Usage: grove COMMAND [ARGUMENTS] [OPTIONS]',
    '       grove COMMAND --help',
    '       grove --help | --version',
    '',
    ...groups,
    'DIR is a folder with a grove.json (default: the current folder). PLAN is such a file.',
    '',
    'Exit codes',
    ...table(EXIT_MEANINGS),
    '',
    'Environment',
    ...table(ENVIRONMENT),
    '',
  ].join('\n')
}

export function commandHelp({ name, usage, summary, options, details }: Command): string {
  const lines = optionLines(options)
  return [
    `Usage: grove ${name} ${withOptions(usage)}`,
    '',
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    ...(details ? ['', details] : []),
    '',
    'Options',
    ...lines,
    '',
  ].join('\n')
}

/** Every command has options; they precede `--`. */
function withOptions(usage: string): string {
  return usage.includes('-- ') ? usage.replace('-- ', '[OPTIONS] -- ') : `${usage} [OPTIONS]`.trimStart()
}

export function optionLines(options: OptionTable): string[] {
  const rows = Object.entries(options).map(([name, { short, valueName, help }]): [string, string] => {
    const long = valueName === undefined ? `--${name}` : `--${name} ${valueName}`
    return [short === undefined ? long : `-${short}, ${long}`, help]
  })
  return table(rows)
}

function table(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
