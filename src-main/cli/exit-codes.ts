// The exit codes of every command, with the meanings that help and docs print.

export const EXIT = {
  done: 0,
  failed: 1,
  usageError: 2,
  noMatchingCluster: 3,
  otherVersion: 4,
  clusterFailed: 125,
  commandNotExecutable: 126,
  commandNotFound: 127,
} as const

export const EXIT_MEANINGS: [code: string, meaning: string][] = [
  ['0', 'success'],
  ['1', 'a start or call failed, no project code runs, time ran out, output was lost, findings'],
  ['2', 'usage error or invalid plan; nothing was started or changed'],
  ['3', 'no running cluster matches'],
  ['4', 'the running Grove has another version'],
  [
    '125, 126, 127',
    'grove run: the cluster or its recording failed; the command could not be run; it was not found',
  ],
  ['129, 130, 143', 'stopped by SIGHUP, Ctrl-C or SIGTERM (128 + signal number)'],
]

/** Codes of `HostError` that mean wrong input: nothing was started. Every other code exits with 1. */
const WRONG_INPUT = new Set([
  'NOT_FOUND',
  'NO_PLAN',
  'BAD_PLAN',
  'BAD_PROJECT',
  'NO_SUCH_ENVIRONMENT',
  'BAD_ORDER',
  'BAD_SETTINGS',
  'BAD_ONLY',
  'BAD_TIMELINE',
  'BAD_CALL',
  'BAD_QUERY',
  'ALREADY_THERE',
  'NO_LAYOUT',
  'NO_SERVERS',
  'NO_SUCH_SAMPLE',
  'NO_SUCH_SERVER',
  'NO_SUCH_TYPE',
  'CANNOT_WRITE',
])

export function exitCodeOfError(code: string): number {
  if (code === 'NOTHING_RUNS') return EXIT.noMatchingCluster
  if (code === 'OTHER_VERSION') return EXIT.otherVersion
  return WRONG_INPUT.has(code) ? EXIT.usageError : EXIT.failed
}
