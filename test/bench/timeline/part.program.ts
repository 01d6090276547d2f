// One part of the timeline benchmark, in a process of its own: its memory is nobody else's.
import { columns } from './columns.ts'
import { exporting, FORMATS } from './exporting.ts'
import { holding } from './holding.ts'
import type { Part, PartPlan } from './part.ts'
import { reading } from './reading.ts'
import { writing } from './writing.ts'

const PARTS: Readonly<Record<string, Part>> = {
  writing,
  reading,
  holding,
  columns,
  ...Object.fromEntries(FORMATS.map((format) => [format, exporting(format)])),
}

const [name = '', plan = ''] = process.argv.slice(2)
// Without a name: which parts there are.
const answer = name === '' ? Object.keys(PARTS) : await PARTS[name]?.(JSON.parse(plan) as PartPlan)
process.stdout.write(JSON.stringify(answer))
