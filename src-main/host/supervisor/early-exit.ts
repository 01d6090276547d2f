// What is said of a process that ended by itself.
import type { Problem } from '../../contract/index.ts'
import type { ChildExit } from './child.ts'
import { lastLines } from '../logs/log-tail.ts'

const LINES = 5

/** `exited with code 7`. */
export function describeExit({ code, signal }: Pick<ChildExit, 'code' | 'signal'>): string {
  return signal ? `was ended by ${signal}` : `exited with code ${code}`
}

/** Before it was ready, and without a word of its own. */
export async function earlyExitProblem(server: string, exit: ChildExit, log: string): Promise<Problem> {
  if (exit.reason !== undefined) {
    return { code: 'CANNOT_SPAWN', message: `${server} could not be started: ${exit.reason}.`, server }
  }
  const lines = await lastLines(log, LINES)
  const said = lines.length > 0 ? ` Its last lines:\n${lines.join('\n')}` : ''
  return {
    code: 'EXITED_EARLY',
    message: `${server} ${describeExit(exit)} before it was ready.${said}`,
    hint: `Its whole log is ${log}`,
    server,
  }
}

/** @param crashes in a row; @param last what was wrong with the last one, if that is known */
export function crashLoopProblem(
  server: string,
  crashes: number,
  exit: ChildExit,
  last: Problem | null,
): Problem {
  return {
    code: 'CRASH_LOOP',
    message: `${server} crashed ${crashes} times in a row, and is not started again. The last time: ${last?.message ?? `it ${describeExit(exit)}.`}`,
    hint: 'Mend it, and start it again.',
    server,
  }
}
