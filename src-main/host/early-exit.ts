// What is said of a process that ended before it was ready and did not say why itself.
import type { Problem } from '../contract/index.ts'
import type { ChildExit } from './child.ts'
import { lastLines } from './log-tail.ts'

const LINES = 5

export async function exitedEarly(server: string, exit: ChildExit, log: string): Promise<Problem> {
  if (exit.reason !== undefined) {
    return { code: 'CANNOT_SPAWN', message: `${server} could not be started: ${exit.reason}.`, server }
  }
  const how = exit.signal ? `was ended by ${exit.signal}` : `exited with code ${exit.code}`
  const lines = await lastLines(log, LINES)
  const said = lines.length > 0 ? ` Its last lines:\n${lines.join('\n')}` : ''
  return {
    code: 'EXITED_EARLY',
    message: `${server} ${how} before it was ready.${said}`,
    hint: `Its whole log is ${log}`,
    server,
  }
}
