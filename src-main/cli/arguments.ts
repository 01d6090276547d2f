// Parses the options of a command. A `UsageError` is one sentence with the wrong value and what is allowed.
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { messageOf } from '../../core/kit/message-of.ts'
import { nearestWord } from '../../core/kit/nearest-word.ts'
import { parseQuantity, QUANTITIES } from '../timeline/index.ts'

export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The options of a command by name. */
export type OptionTable = Record<
  string,
  NonNullable<ParseArgsConfig['options']>[string] & {
    /** Its value in the help: `SECONDS`. */
    valueName?: string
    help: string
  }
>
type Parsed<T extends OptionTable> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: true; strict: true }>
>
export type OptionValues<T extends OptionTable> = Parsed<T>['values']

/** @throws {UsageError} */
export function parseOptions<const T extends OptionTable>(
  command: string,
  args: string[],
  options: T,
): Parsed<T> {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    const message = messageOf(error)
    const unknown = /^Unknown option '(-[^']*)'/.exec(message)?.[1]
    if (unknown === undefined) throw new UsageError(`grove ${command}: ${firstSentence(message)}`)
    const known = Object.keys(options).map((name) => `--${name}`)
    throw new UsageError(
      `grove ${command} has no option ${unknown}${suggestNearest(unknown, known)} \`grove ${command} --help\` lists the options.`,
    )
  }
}

/** Returns `; did you mean up?` if a known word is similar, else a full stop. */
export function suggestNearest(word: string, known: string[]): string {
  const nearest = nearestWord(word, known)
  return nearest === undefined ? '.' : `; did you mean ${nearest}?`
}

export const DEFAULT_TIMEOUT_SECONDS = 30

/** Parses the value of --timeout and returns seconds. */
export function parseTimeout(text: string | undefined): number {
  if (text === undefined) return DEFAULT_TIMEOUT_SECONDS
  return parseNumber('--timeout', text, 0.001, 86_400, 'seconds')
}

export function parseNumber(
  option: string,
  text: string | undefined,
  min: number,
  max: number,
  what = 'a number',
): number {
  const number = Number(text)
  if (text?.trim() && number >= min && number <= max) return number
  throw new UsageError(`${option} takes ${what} from ${min} to ${max}${butGot(text)}.`)
}

export function parseChoice<Choice extends string>(
  option: string,
  text: string | undefined,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((each) => each === text)
  if (choice !== undefined) return choice
  throw new UsageError(`${option} takes one of ${choices.join(', ')}${butGot(text)}.`)
}

function butGot(text: string | undefined): string {
  return text === undefined ? '' : `, not "${text}"`
}

/** Parses `250ms` or `1.5s` and returns nanoseconds. */
export function parseTime(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const moment = parseQuantity('time', text)
  if (moment !== undefined) return Math.round(moment)
  throw new UsageError(`${option} takes ${QUANTITIES.time} since the start, not "${text}".`)
}

export function parsePort(option: string, text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new UsageError(`${option} takes a port from 0 (any free one) to 65535, not "${text}".`)
}

/** Parses `chat=3,connector=2`. */
export function parseCounts(option: string, text: string): Record<string, number> {
  const pairs = text.split(',').map((part): [string, number] => {
    const match = /^\s*([^=\s]+)=(\d{1,4})\s*$/.exec(part)
    if (!match) throw new UsageError(`${option} takes counts like chat=3,connector=2, not "${part}".`)
    return [match[1] ?? '', Number(match[2])]
  })
  return Object.fromEntries(pairs)
}

function firstSentence(message: string): string {
  const sentence = message.split(/\.\s|\n/)[0] ?? message
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}.`
}
