// Which processes a run says it has.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ledgerFile, readLedger, type Ledger } from '../../src-main/host/system/process-ledger.ts'

/** The ledger of the only run of this name. */
export async function ledgerOf(state: string, name: string): Promise<Ledger> {
  const runs = join(state, 'runs')
  const ledgers = await Promise.all(
    (await readdir(runs)).map((run) => readLedger(ledgerFile(join(runs, run)))),
  )
  const found = ledgers.find((ledger) => ledger?.name === name)
  if (!found) throw new Error(`no ledger of ${name}`)
  return found
}
