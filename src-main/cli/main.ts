// The command line: picks the command, and turns what goes wrong into one sentence and an exit code.
import { problemOf } from '../contract/index.ts'
import { groveVersion } from '../host/index.ts'
import { nearest, UsageError } from './arguments.ts'
import { exportCommand } from './export.ts'
import { HELP } from './help.ts'
import { ui } from './ui.ts'
import { up } from './up.ts'

const COMMANDS = { up, ui, export: exportCommand }

/** Wrong input, with nothing started; any other failure is 1. */
const WRONG_INPUT = new Set([
  'NOT_FOUND',
  'NO_PLAN',
  'BAD_PLAN',
  'BAD_PROJECT',
  'BAD_ORDER',
  'BAD_TIMELINE',
  'NO_SUCH_SAMPLE',
  'CANNOT_WRITE',
])

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
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return print(HELP)
  if (!isCommand(name)) {
    throw new UsageError(
      `There is no command "${name}"${nearest(name, Object.keys(COMMANDS))} \`grove --help\` lists them.`,
    )
  }
  if (rest.includes('--help') || rest.includes('-h')) return print(HELP)
  return COMMANDS[name](rest)
}

function isCommand(name: string): name is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, name)
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}

function report(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`)
    return 2
  }
  const { code, message, hint } = problemOf(error)
  process.stderr.write(`${message}\n${hint ? `${hint}\n` : ''}`)
  // Only a fault of Grove's own deserves a stack.
  if (code === 'INTERNAL' && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  return WRONG_INPUT.has(code) ? 2 : 1
}
