// English: the texts of findings.
import { ADVICE } from './finding-advice.ts'

export const findings = {
  advice: ADVICE,
  count: (count: number) => (count === 1 ? '1 finding' : `${count.toLocaleString('en')} findings`),
  next: 'Next finding',
  previous: 'Previous finding',
  noMore: 'There is no further finding.',
  severity: { error: 'error', warning: 'warning' },
  shouldBe: (rule: string) => `It should be so that ${rule}.`,
  foundByGrove: 'Found by Grove while the run went on.',
  reading: 'Loading: nothing has been checked yet.',
  notChecked: 'Not checked.',
  notCheckedAfter: (moment: string) => `Not checked after ${moment}.`,
  tooLarge: 'The run has more than 200,000 events, which would block this window. Run',
  noRules: (framework: string) => `There are no rules for ${framework}.`,
  none: 'No findings.',
  allHold: (rules: number, moment: string) =>
    rules === 1
      ? `1 rule was checked up to ${moment}, and it holds.`
      : `${rules} rules were checked up to ${moment}, and all hold.`,
  notCheckedHere: 'Not checked here:',
  callsNotChecked: (rules: string) => `calls between servers (${rules}).`,
  comma: ', ',
  toCheck: 'To check them, run',
  whatWasChecked: 'What was checked',
}
