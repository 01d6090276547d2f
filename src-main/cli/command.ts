// Defines a command once: its help, options and action, so that parser, help and docs/CLI.md agree.
import { parseOptions, UsageError, type OptionTable, type OptionValues } from './arguments.ts'

/** The headings of `grove --help`, in their order. */
export const GROUPS = [
  'Start a cluster',
  'Act on a running cluster',
  'Recordings',
  'Projects',
  'This machine',
] as const

export interface Command {
  name: string
  group: (typeof GROUPS)[number]
  /** One line in the imperative, without a full stop. */
  summary: string
  /** Its arguments, without options: `[DIR|PLAN]`. */
  usage: string
  options: OptionTable
  /** Further help text, in lines of at most 100 characters. */
  details: string
  /** Returns the exit code. @throws {UsageError | HostError} */
  run(args: string[]): Promise<number>
}

interface CommandDefinition<Options extends OptionTable> {
  name: string
  group: Command['group']
  summary: string
  usage?: string
  /** Default 0. */
  maxArguments?: number
  options: Options
  details?: string
  /** @param command what follows `--`, for a command whose usage has `--` */
  run(values: OptionValues<Options>, positionals: string[], command: string[] | null): Promise<number>
}

export function defineCommand<const Options extends OptionTable>(
  definition: CommandDefinition<Options>,
): Command {
  const { name, usage = '', maxArguments = 0, options, details = '' } = definition
  return {
    ...definition,
    usage,
    details,
    run: async (args) => {
      const [own, command] = usage.includes('-- ') ? splitAtDashes(args) : [args, null]
      const { values, positionals } = parseOptions(name, own, options)
      const extra = positionals[maxArguments]
      if (extra !== undefined) {
        throw new UsageError(
          `Unexpected argument "${extra}": grove ${name} takes ${usage || 'no arguments'}.`,
        )
      }
      return definition.run(values, positionals, command)
    },
  }
}

function splitAtDashes(args: string[]): [own: string[], command: string[] | null] {
  const at = args.indexOf('--')
  return at < 0 ? [args, null] : [args.slice(0, at), args.slice(at + 1)]
}
