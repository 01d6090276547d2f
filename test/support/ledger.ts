// Reads the process ledger of a run.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ledgerFile, readLedger, type Ledger } from '../../src-main/host/system/process-ledger.ts'

/**
 * Returns the ledger of the only run with this name.
 * @throws if there is none
 */
export async function ledgerOf(state: string, name: string): Promise<Ledger> {
  const runs = join(state, 'runs')
  const ledgers = await Promise.all(
    (await readdir(runs)).map((run) => readLedger(ledgerFile(join(runs, run)))),
  )
  const found = ledgers.find((ledger) => ledger?.name === name)
  if (!found) throw new Error(`no ledger of ${name}`)
  return found
}
