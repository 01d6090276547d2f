// The command line: selects the command, and turns each error into a message and an exit code.
import { problemOf, type Problem } from '../contract/index.ts'
import { groveVersion } from '../host/locations.ts'
import { fileSystemCalls } from '../host/state/file-system-calls.ts'
import { suggestNearest, UsageError } from './arguments.ts'
import { allCommands, COMMAND_NAMES, COMMANDS, isCommand } from './commands.ts'
import { EXIT, exitCodeOfError } from './exit-codes.ts'
import { commandHelp, overview } from './help.ts'
import { OutputError } from './output-stream.ts'
import { printMessage, stderr, stdout } from './output.ts'

/** Runs one command and returns its exit code. Never rejects. */
export async function main(args: string[]): Promise<number> {
  const code = await run(args).catch(report)
  await Promise.all([stdout.flush(), stderr.flush()])
  // A normal exit would wait for them.
  if (fileSystemCalls.stuck > 0) process.kill(process.pid, 'SIGKILL')
  return code === EXIT.done && (stdout.hasFailed || stderr.hasFailed) ? EXIT.failed : code
}

async function run([name, ...rest]: string[]): Promise<number> {
  if (name === '--version' || name === '-v') return print(`${groveVersion}\n`)
  if (name === undefined || ['help', '--help', '-h'].includes(name))
    return print(overview(await allCommands()))
  if (!isCommand(name)) {
    throw new UsageError(
      `Unknown command "${name}"${suggestNearest(name, COMMAND_NAMES)} \`grove --help\` lists the commands.`,
    )
  }
  const { command } = await COMMANDS[name]()
  return asksForHelp(rest) ? print(commandHelp(command)) : command.run(rest)
}

/** Ignores what follows `--`: it belongs to another program. */
function asksForHelp(args: string[]): boolean {
  const end = args.indexOf('--')
  return args.slice(0, end < 0 ? undefined : end).some((each) => each === '--help' || each === '-h')
}

function print(text: string): number {
  void stdout.print(text)
  return EXIT.done
}

function report(error: unknown): number {
  if (error instanceof OutputError) return EXIT.done
  if (error instanceof UsageError) {
    printMessage(error.message)
    return EXIT.usageError
  }
  const { code, message, hint } = isFolderGone(error) ? FOLDER_GONE : problemOf(error)
  printMessage(message)
  if (hint) printMessage(hint)
  // A stack is only useful for a bug in Grove, not for what the system refuses.
  if (code === 'INTERNAL' && error instanceof Error && !('syscall' in error)) printMessage(`${error.stack}`)
  return exitCodeOfError(code)
}

const FOLDER_GONE: Problem = {
  code: 'NOT_FOUND',
  message: 'The current folder does not exist any more.',
  hint: 'Change to another folder with cd, then repeat the command.',
}

/** Any relative path ends in this error of Node. */
function isFolderGone(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd'
}
