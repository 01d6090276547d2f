// The command line: picks the command, and turns what goes wrong into one sentence and an exit code.
import { problemOf } from '../contract/index.ts'
import { groveVersion } from '../host/index.ts'
import { suggestNearest, UsageError } from './arguments.ts'
import { allCommands, COMMAND_NAMES, COMMANDS, isCommand } from './commands.ts'
import { EXIT, exitCodeFor } from './exit-codes.ts'
import { commandHelp, overview } from './help.ts'

/** Runs one command; answers the exit code. Never rejects. */
export async function main(args: string[]): Promise<number> {
  // Messages that nobody reads any more are no reason to leave a cluster without its stop.
  process.stderr.on('error', () => {})
  try {
    return await run(args)
  } catch (error) {
    return report(error)
  }
}

async function run([name, ...rest]: string[]): Promise<number> {
  if (name === '--version' || name === '-v') return print(`${groveVersion}\n`)
  if (name === undefined || ['help', '--help', '-h'].includes(name))
    return print(overview(await allCommands()))
  if (!isCommand(name)) {
    throw new UsageError(
      `There is no command "${name}"${suggestNearest(name, COMMAND_NAMES)} \`grove --help\` lists them.`,
    )
  }
  const { command } = await COMMANDS[name]()
  return asksForHelp(rest) ? print(commandHelp(command)) : command.run(rest)
}

/** What follows `--` is another program's. */
function asksForHelp(args: string[]): boolean {
  const end = args.indexOf('--')
  return args.slice(0, end < 0 ? undefined : end).some((each) => each === '--help' || each === '-h')
}

function print(text: string): number {
  process.stdout.write(text)
  return EXIT.done
}

function report(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`)
    return EXIT.wrongUse
  }
  const { code, message, hint } = problemOf(error)
  process.stderr.write(`${message}\n${hint ? `${hint}\n` : ''}`)
  // Only a fault of Grove's own deserves a stack.
  if (code === 'INTERNAL' && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  return exitCodeFor(code)
}
