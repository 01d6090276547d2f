// The tests of the suite. Those that mostly wait for a timeout run concurrently, the others one after the other.
import type { Address } from './peer.ts'
import { adminTests } from './sections/admin.ts'
import { badInputTests } from './sections/bad-input.ts'
import { handshakeTests } from './sections/handshake.ts'
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
  /** The test mostly waits for a timeout of the master. */
  concurrent?: true
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
  ...handshakeTests,
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

/** Returns the results in the order of the protocol's sections. `onRow` is called with each result. */
export async function runSuite(
  address: Address,
  token: string,
  onRow: (row: Row) => void = () => {},
): Promise<Row[]> {
  const run = async (test: ConformanceTest): Promise<[ConformanceTest, Row]> => {
    const row = await runTest(test, new Visit(address, token))
    onRow(row)
    return [test, row]
  }
  const concurrent = Promise.all(tests.filter((test) => test.concurrent).map(run))
  const rows = new Map<ConformanceTest, Row>()
  for (const test of tests.filter((each) => !each.concurrent)) rows.set(...(await run(test)))
  for (const [test, row] of await concurrent) rows.set(test, row)
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
