// What a command is: its words for people, its options and its deed in one place, so that parser, help and docs agree.
import { parseOptions, UsageError, type OptionTable, type OptionValues } from './arguments.ts'

/** The headings of `grove --help`, in their order. */
export const GROUPS = [
  'Start a cluster',
  'Act on a running one',
  'Recordings',
  'Projects',
  'This machine',
] as const

export interface Command {
  name: string
  group: (typeof GROUPS)[number]
  /** One line for the list: what it does, no full stop. */
  summary: string
  /** What it takes besides options: `[DIR|PLAN]`. */
  takes: string
  options: OptionTable
  /** What else its own help says; lines of 100 at most. */
  details: string
  /** Answers the exit code. Fails with `UsageError` or `HostError`. */
  run(args: string[]): Promise<number>
}

interface Shape<Options extends OptionTable> {
  name: string
  group: Command['group']
  summary: string
  takes?: string
  /** How many arguments it takes; none where nothing is said. */
  most?: number
  options: Options
  details?: string
  /** `command` is what followed `--`, for a command that takes one. */
  run(values: OptionValues<Options>, positionals: string[], command: string[] | null): Promise<number>
}

export function defineCommand<const Options extends OptionTable>(shape: Shape<Options>): Command {
  const { name, takes = '', most = 0, options, details = '' } = shape
  return {
    ...shape,
    ...{ takes, details },
    run: async (args) => {
      const [own, command] = takes.includes('-- ') ? splitAtDashes(args) : [args, null]
      const { values, positionals } = parseOptions(name, own, options)
      const extra = positionals[most]
      if (extra !== undefined) {
        throw new UsageError(`grove ${name} takes ${takes || 'no argument'}, so "${extra}" is too much.`)
      }
      return shape.run(values, positionals, command)
    },
  }
}

function splitAtDashes(args: string[]): [own: string[], command: string[] | null] {
  const at = args.indexOf('--')
  return at < 0 ? [args, null] : [args.slice(0, at), args.slice(at + 1)]
}
