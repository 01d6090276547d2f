// The fields of a plan about programs that are not Grove's own servers, and about the order of starts.
import { z } from 'zod'
import { splitCommand } from './command-line.ts'

const NO_NUL = /^[^\0]*$/
const text = z.string('must be a string').regex(NO_NUL, 'must not contain NUL characters')

export const commandSchema = z
  .union([z.array(text).min(1, 'must not be empty'), text], 'must be a list of strings or a string')
  .transform((command, context) => {
    const split = typeof command === 'string' ? splitCommand(command) : { ok: true as const, words: command }
    const problem = split.ok ? (split.words[0] ? null : 'must name a program') : split.problem
    if (problem !== null) context.issues.push({ code: 'custom', message: problem, input: command })
    return split.ok ? split.words : []
  })
  .describe(
    "A program to run instead of one of Grove's servers, and its arguments: a list, or a string that is split at spaces, without a shell. $PORT is its port, and ${web-1.address} the address of another server; also .port and .host. $$ keeps a $",
  )

export const cwdSchema = text
  .min(1, 'must not be empty')
  .describe("Working directory of the program, relative to the plan's folder, which is the default")

export const adapterSchema = z
  .string('must be a string')
  .regex(
    /^(?:(?!.*\.json$)[a-z][a-z0-9.-]*|(?:\.{0,2}[/\\]|[A-Za-z]:)[^\0]*\.json)$/,
    'must be the name of an adapter, or the path of its file, like "./my.adapter.json"',
  )
  .describe(
    'What observes the program, which is then a member of the cluster: the name of an adapter, or its file',
  )

export const tapSchema = z
  .boolean('must be true or false')
  .describe('false switches the adapter off: the program is not observed')

const condition = z.enum(['started', 'ready', 'exited'], 'must be "started", "ready" or "exited"')
export type DependencyCondition = z.output<typeof condition>

export const dependsOnSchema = z
  .union(
    [z.array(text), z.record(z.string(), condition)],
    'must be a list of types or ids, or an object: type or id → "started", "ready" or "exited"',
  )
  .transform((value): Record<string, DependencyCondition> =>
    Array.isArray(value) ? Object.fromEntries(value.map((name) => [name, 'ready'])) : value,
  )
  .describe(
    'Types or ids that a server of this type waits for before it is started: until they are "started" (have a process), "ready", or have "exited" with code 0. A list means ready',
  )

const SIGNALS = [
  'SIGTERM',
  'SIGINT',
  'SIGQUIT',
  'SIGHUP',
  'SIGUSR1',
  'SIGUSR2',
  'SIGWINCH',
  'SIGKILL',
] as const

export const stopSchema = z
  .strictObject({
    signal: z
      .enum(SIGNALS, `must be one of ${SIGNALS.join(', ')}`)
      .default('SIGTERM')
      .describe('The signal that asks it to stop. Windows ends it at once'),
    seconds: z
      .number('must be a number')
      .min(0, 'must be 0 to 600')
      .max(600, 'must be 0 to 600')
      .default(10)
      .describe('Time until SIGKILL'),
  })
  .describe('How to stop the program')
export type ProgramStop = z.output<typeof stopSchema>
