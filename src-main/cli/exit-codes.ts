// The exit codes of every command, once: commands use the names, help and docs print the meanings.

export const EXIT = {
  done: 0,
  failed: 1,
  wrongUse: 2,
  nothingRuns: 3,
  otherVersion: 4,
  clusterFailed: 125,
  commandNotRun: 126,
  noCommand: 127,
} as const

export const EXIT_MEANINGS: [code: string, meaning: string][] = [
  ['0', 'done'],
  ['1', 'it failed: no ready cluster, no started server, no time left; check found faults, diff differences'],
  ['2', 'wrong use, or no good plan: nothing was started or changed'],
  ['3', 'nothing runs that the command could act on'],
  ['4', 'what runs is a Grove of another version'],
  [
    '125, 126, 127',
    'of grove run: the cluster failed; the command could not be run; there is none of that name',
  ],
  ['130, 143', 'ended by Ctrl-C, by SIGTERM (128 and the number of the signal)'],
]

/** Codes of `HostError` that mean wrong input, with nothing started; any other failure is 1. */
const WRONG_INPUT = new Set([
  'NOT_FOUND',
  'NO_PLAN',
  'BAD_PLAN',
  'BAD_PROJECT',
  'BAD_ORDER',
  'BAD_SETTINGS',
  'BAD_ONLY',
  'BAD_REGEX',
  'BAD_TIMELINE',
  'BAD_CALL',
  'BAD_QUERY',
  'ALREADY_THERE',
  'NO_LAYOUT',
  'NO_SUCH_SAMPLE',
  'NO_SUCH_SERVER',
  'NO_SUCH_TYPE',
  'CANNOT_WRITE',
])

export function exitCodeFor(code: string): number {
  if (code === 'NOTHING_RUNS') return EXIT.nothingRuns
  if (code === 'OTHER_VERSION') return EXIT.otherVersion
  return WRONG_INPUT.has(code) ? EXIT.wrongUse : EXIT.failed
}
