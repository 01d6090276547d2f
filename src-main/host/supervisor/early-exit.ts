// Problems of a server whose process ended by itself.
import type { Problem } from '../../contract/index.ts'
import { lastLines } from '../logs/log-tail.ts'
import type { ChildExit } from './child.ts'

const SHOWN_LINES = 5
/** Fits what Node prints for an error that nobody caught. */
const READ_LINES = 60

export interface ExitCircumstances {
  /** What the process reported. */
  failure: Omit<Problem, 'server'> | null
  wasReady: boolean
  isResource: boolean
  log: string
  /** Crashes in a row where the restart policy gave up; null where it did not. */
  crashes: number | null
}

/** Returns `exited with code 7`. */
export function describeExit({ code, signal, reason }: ChildExit): string {
  if (reason !== undefined) return 'could not be started'
  return signal ? `was ended by ${signal}` : `exited with code ${code}`
}

/** Returns why a server failed; null where it was ready, reported nothing, and may be restarted. */
export async function exitProblem(
  server: string,
  exit: ChildExit,
  { failure, wasReady, isResource, log, crashes }: ExitCircumstances,
): Promise<Problem | null> {
  const reason = failure
    ? { ...failure, server }
    : wasReady && !isResource
      ? null
      : await exitedProblem(server, exit, log, wasReady)
  return crashes === null ? reason : crashLoopProblem(server, crashes, exit, reason)
}

export function spawnProblem(server: string, reason: string): Problem {
  return { code: 'CANNOT_SPAWN', message: `${server} could not be started: ${reason}.`, server }
}

async function exitedProblem(
  server: string,
  exit: ChildExit,
  log: string,
  wasReady: boolean,
): Promise<Problem> {
  if (exit.reason !== undefined) return spawnProblem(server, exit.reason)
  const lines = await lastLines(log, READ_LINES)
  const shown = uncaughtError(lines) ?? lines.slice(-SHOWN_LINES)
  const output = shown.length > 0 ? ` Its last lines:\n${shown.join('\n')}` : ''
  return {
    code: wasReady ? 'EXITED' : 'EXITED_EARLY',
    message: `${server} ${describeExit(exit)}${wasReady ? '' : ' before it was ready'}.${output}`,
    hint: `${missingPackageHint(lines) || preloadHint(lines)}Its whole log is ${log}`,
    server,
  }
}

/** Returns the message of the error that ended Node, without the stack that Node prints after it. */
function uncaughtError(lines: string[]): string[] | null {
  if (!/^Node\.js v\d/.test(lines.at(-1) ?? '')) return null
  const first = lines.findLastIndex((line) => /^(?:Uncaught:?|[\w.]*(?:Error|Exception)\b.*)$/.test(line))
  if (first < 0) return null
  const rest = lines.slice(first, -1)
  const end = rest.findIndex((line) => /^\s+at /.test(line))
  return rest.slice(0, end < 0 ? undefined : end).slice(0, SHOWN_LINES)
}

function missingPackageHint(lines: string[]): string {
  const name = lines
    .map((line) => /Cannot find (?:package|module) '([^'./][^']*)'/.exec(line)?.[1])
    .find(Boolean)
  return name === undefined ? '' : `${name} is not installed: run npm install in the project folder. `
}

/** Where Node did not find a file of --require or --import. */
function preloadHint(lines: string[]): string {
  const isPreload = lines.some((line) => /internal\/preload|ERR_MODULE_NOT_FOUND/.test(line))
  return isPreload ? 'Relative paths in NODE_OPTIONS and nodeArgs start at the project folder. ' : ''
}

function crashLoopProblem(server: string, crashes: number, exit: ChildExit, last: Problem | null): Problem {
  return {
    code: 'CRASH_LOOP',
    message: `${server} crashed ${crashes} times in a row and is not restarted. The last time: ${last?.message ?? `it ${describeExit(exit)}.`}`,
    hint: 'Fix it, then start it again.',
    server,
  }
}
