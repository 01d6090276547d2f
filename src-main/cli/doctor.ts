// `grove doctor`: checks that this machine has what Grove needs, with advice for each problem.
import { defineCommand } from './command.ts'
import { diagnose, type Diagnosis } from './diagnosis.ts'
import { EXIT } from './exit-codes.ts'
import { columns, printJson, printLine } from './output.ts'
import { JSON_OPTION } from './select-run.ts'

export const command = defineCommand({
  name: 'doctor',
  group: 'This machine',
  summary: 'check that this machine has what Grove needs',
  options: JSON_OPTION,
  details: 'Exits with 1 if a check fails; warnings do not count.',
  run: async (values) => {
    const found = await diagnose()
    if (values.json) printJson({ checks: found })
    else for (const line of lines(found)) printLine(line)
    return found.some(({ result }) => result === 'fail') ? EXIT.failed : EXIT.done
  },
})

function lines(found: readonly Diagnosis[]): string[] {
  const rows = columns(found.map(({ result, check, says }) => [result, check, says]))
  return found.flatMap(({ advice }, index) => [
    rows[index] ?? '',
    ...(advice === undefined ? [] : [`      ${advice}`]),
  ])
}
