// All tests of the suite, and their run: those that wait for the master's patience to end side by side, the others in turn.
import type { Address } from './peer.ts'
import { adminTests } from './sections/admin.ts'
import { badInputTests } from './sections/bad-input.ts'
import { messageTests } from './sections/messages.ts'
import { reconnectTests } from './sections/reconnect.ts'
import { refusalTests } from './sections/refusals.ts'
import { registerTests } from './sections/register.ts'
import { silenceTests } from './sections/silence.ts'
import { startOverTests } from './sections/start-over.ts'
import { subscriptionTests } from './sections/subscription.ts'
import { transportTests } from './sections/transport.ts'
import { windowTests } from './sections/windows.ts'
import { Failure, NotApplicable, type Section } from './verdict.ts'
import { Visit } from './visit.ts'

export interface ConformanceTest {
  section: Section
  name: string
  run: (visit: Visit) => Promise<void>
  /** It mostly waits: run beside others. */
  patient?: true
}

export interface Row {
  section: Section
  name: string
  outcome: 'ok' | 'failed' | 'not applicable'
  expected?: string
  seen?: string
  reason?: string
}

const tests: ConformanceTest[] = [
  ...transportTests,
  ...silenceTests,
  ...messageTests,
  ...refusalTests,
  ...registerTests,
  ...subscriptionTests,
  ...windowTests,
  ...startOverTests,
  ...reconnectTests,
  ...adminTests,
  ...badInputTests,
]

/** Rows in the order of the protocol's sections. `told` hears of each as it ends. */
export async function runSuite(
  address: Address,
  token: string,
  told: (row: Row) => void = () => {},
): Promise<Row[]> {
  const run = async (test: ConformanceTest): Promise<[ConformanceTest, Row]> => {
    const row = await runTest(test, new Visit(address, token))
    told(row)
    return [test, row]
  }
  const patient = Promise.all(tests.filter((test) => test.patient).map(run))
  const rows = new Map<ConformanceTest, Row>()
  for (const test of tests.filter((each) => !each.patient)) rows.set(...(await run(test)))
  for (const [test, row] of await patient) rows.set(test, row)
  return tests
    .flatMap((test) => rows.get(test) ?? [])
    .toSorted((one, other) => one.section.localeCompare(other.section))
}

async function runTest({ section, name, run }: ConformanceTest, visit: Visit): Promise<Row> {
  await using _visit = visit
  try {
    await run(visit)
    return { section, name, outcome: 'ok' }
  } catch (error) {
    if (error instanceof NotApplicable) {
      return { section, name, outcome: 'not applicable', reason: error.message }
    }
    if (error instanceof Failure) {
      return { section, name, outcome: 'failed', expected: error.expected, seen: error.seen }
    }
    return { section, name, outcome: 'failed', expected: 'no error', seen: String(error) }
  }
}
