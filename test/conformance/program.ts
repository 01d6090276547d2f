// `npm run conformance -- --master http://127.0.0.1:PORT --token T`: runs the suite against a master and prints a table.
import { parseArgs } from 'node:util'
import { isListening } from './raw-socket.ts'
import type { Address } from './peer.ts'
import { runSuite } from './suite.ts'
import { table } from './table.ts'
import { Failure } from './verdict.ts'
import { Visit } from './visit.ts'

const USAGE = 'Say which master: npm run conformance -- --master http://127.0.0.1:PORT --token T'

/** Sets the exit code: 0 when nothing failed, 1 when something did, 2 for wrong use. */
export async function run(args: string[]): Promise<void> {
  const asked = readArguments(args)
  const problem = typeof asked === 'string' ? asked : await unusable(asked)
  if (typeof asked === 'string' || problem) {
    process.stderr.write(`${problem}\n`)
    process.exitCode = 2
    return
  }
  const rows = await runSuite(asked.address, asked.token)
  process.stdout.write(table(rows))
  if (rows.some(({ outcome }) => outcome === 'failed')) process.exitCode = 1
}

interface Asked {
  address: Address
  token: string
}

/** Answers a sentence for wrong use. */
function readArguments(args: string[]): Asked | string {
  try {
    const options = { master: { type: 'string' }, token: { type: 'string' } } as const
    const { master, token } = parseArgs({ args, options }).values
    if (master === undefined || !token) return USAGE
    return { address: addressOf(master), token }
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('\n')
    return `${sentence} (${USAGE})`
  }
}

function addressOf(master: string): Address {
  const url = URL.canParse(master) ? new URL(master) : undefined
  if (url?.protocol !== 'http:' || url.pathname !== '/') {
    throw new Error(`--master must be an address like http://127.0.0.1:3005, not "${master}".`)
  }
  return { url: url.origin, host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 80) }
}

/** Why there is nothing to test. What is wrong beyond that, the tests say. */
async function unusable({ address, token }: Asked): Promise<string | undefined> {
  if (!(await isListening(address.host, address.port))) {
    return `Nothing listens at ${address.url}: start the master first.`
  }
  await using visit = new Visit(address, token)
  try {
    const peer = await visit.unproven()
    const { proof } = await peer.challenge()
    if (proof !== (await peer.proof(token, 'listener')))
      return `The master at ${address.url} does not know this token.`
  } catch (error) {
    if (!(error instanceof Failure)) throw error
  }
  return undefined
}
