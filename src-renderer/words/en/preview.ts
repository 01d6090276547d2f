// English: the texts of the preview of a project.
import type { ServerGroup } from '../../../src-main/contract/index.ts'

const conditions: Record<NonNullable<ServerGroup['dependsOn']>[string], string> = {
  started: 'has started',
  ready: 'is ready',
  exited: 'has exited with code 0',
}

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

export const preview = {
  back: 'Back',
  unsolved: 'Solve what is above, then check again.',
  noPlan: 'There is no plan to start.',
  noNode: 'There is no Node on the PATH to run it.',
  /** What a start would start: `Starts 1 master, 3 servers, 1 program beside the cluster`. */
  starts: (hasMaster: boolean, servers: number, programs: number) =>
    `Starts ${[
      ...(hasMaster ? ['1 master'] : []),
      ...(servers > 0 ? [counted(servers, 'server')] : []),
      ...(programs > 0 ? [`${counted(programs, 'program')} beside the cluster`] : []),
    ].join(', ')}`,
  unknownServers:
    'The list of servers is made by a program of the project. Grove asks the project for it when you start it.',
  runsCode: 'Starting runs this folder’s code on your machine, as you.',
  trustText: 'Start it only if you trust its author. Grove asks again when something else would run.',
  cancel: 'Cancel',
  checkAgain: 'Check again',
  save: 'Save as grove.json',
  saveTitle: 'Write a grove.json to the folder, in which programs and other settings can be added',
  start: 'Start',
  trustAndStart: 'Trust and start',

  differs: 'What Grove does differently',
  /** Parts in code are between backticks. */
  differences: [
    'Grove starts each server itself, with the project’s own entry file. The master starts none.',
    'Every server listens on 127.0.0.1 only, whatever its configuration says.',
    'Grove restarts servers that have `auto-restart`; the master restarts none.',
    'Node loads a file of Grove before the entry file (`NODE_OPTIONS`). It reports what the framework does. No file of the project is changed.',
  ],
  notes: 'Grove has read the configuration of this project and run nothing of it. What to know:',
  fullStop: '.',

  framework: 'Framework',
  environment: 'Environment',
  node: 'Node',
  nodeFrom: (source: string) => `from ${source}`,
  noNodeFound: 'none on the PATH',
  entry: 'Entry file',
  master: 'Master',
  masterPort: (port: number | 'auto') => (port === 'auto' ? 'any free port' : `port ${port}`),

  type: 'Type',
  count: 'Count',
  ports: 'Ports',
  port: 'Port',
  files: 'Files to load',
  servers: 'Servers',
  noneYet: 'none yet',
  none: 'none',
  everyProcess: 'every process',
  anyFree: 'any free',
  notCallable: 'none (not callable)',
  notObserved: 'not observed',
  observedAs: (adapter: string) => `observed as ${adapter}`,
  program: 'Program',
  command: 'Command',
  order: 'Order',
  in: (folder: string) => `in ${folder}`,
  after: (names: string) => `after ${names}`,
  conditions,
  condition: (name: string, condition: string) => `${name} ${condition}`,
  /** Between two conditions of one program, and between its order and its readiness. */
  comma: ', ',
  semicolon: '; ',
  readyAtOnce: 'ready as soon as it runs',
  readyWhen: (texts: readonly string[]) => `ready when ${texts.join(' and ')}`,
  logMatches: (pattern: string) => `its log matches ${pattern}`,
  portAccepts: (port: number | undefined) => `${port ? `port ${port}` : 'its port'} accepts connections`,
  getAnswers: (path: string) => `GET ${path} answers`,

  commands: 'Command lines',
  variables: 'Environment variables',
  from: (source: string) => `from ${source}`,
  /** Around the list of files, and after it. */
  resolution: ['The files load what they import, as', 'and', 'say.'],

  changed: 'You trusted this project before, but something else would run now:',
  ownNode: 'The Node that would run the servers lies in this folder:',
}
