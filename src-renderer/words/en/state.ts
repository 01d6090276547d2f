// English: the texts of the state panel.
import type { Knowledge } from '../../../src-main/timeline/index.ts'

const PHRASES: Record<Knowledge, string> = {
  stale: 'still held though gone',
  missing: 'missing',
  unknown: 'not known',
  callable: 'callable',
  known: 'known and not called',
  absent: 'absent',
  self: '',
}
const KINDS: Record<Knowledge, string> = {
  self: 'itself',
  callable: 'callable',
  known: 'known',
  missing: 'missing',
  stale: 'stale',
  absent: 'absent',
  unknown: 'unknown',
}

export const state = {
  nothingStarted: 'Nothing has started at this moment.',
  isRead: 'The recording is being read…',
  isReadSoFar: 'The recording is being read; this is as far as it was read.',

  // The table.
  whoKnowsWhom: 'Who knows whom',
  whoKnowsWhomByType: 'Who knows whom, by type',
  rowKnowsColumn: 'Row knows column',
  cells: 'Cells of the table',
  kinds: KINDS,
  counted: (kind: Knowledge, count: number) => `${count} ${KINDS[kind]}`,
  notKnown: 'not known',
  nobodyKnows: 'nobody knows anybody',
  ofCells: (right: number, judged: number) => `${right} of ${judged}`,
  comma: ', ',
  right: 'right',
  changedKind: 'changed',
  changed: (count: number) => `${count} changed`,
  noneRuns: 'No server runs at this moment.',
  show: 'Show the table',
  byType: 'By type',
  everyServer: 'Every server',
  allTypes: 'All types',
  clickCell: 'Click a cell to see its servers.',
  pointAtCell: 'Point at a cell to see why it is so.',
  wasBefore: (why: string, before: Knowledge) => `${why} Changed: it was ${KINDS[before]} before.`,
  showServer: (id: string) => `Show ${id}`,
  legend: 'Legend',
  faultedLink: 'a fault on the link',
  notRunByGrove: 'not run by Grove',
  types: (observer: string, subject: string) => `${observer} to ${subject}`,
  noPairs: (types: string) => `${types}: no pairs`,
  pairs: (count: number) => (count === 1 ? '1 pair' : `${count} pairs`),
  allOfKind: (kind: Knowledge) => `all ${PHRASES[kind]}`,
  someOfKind: (kind: Knowledge, count: number) => `${count} ${PHRASES[kind]}`,
  ofTypes: (types: string, parts: readonly string[]) => `${types}: ${parts.join(', ')}`,

  // What is wrong with it.
  problems: 'Problems',
  since: (span: string) => `for ${span}`,
  more: (count: number) => `and ${count.toLocaleString('en')} more`,

  // What is held.
  held: 'What is held',
  list: 'List',
  registry: 'Registry',
  pending: 'Pending',
  subscribed: 'Subscribed',
  proxies: 'Proxies',
  revision: 'revision',
  epoch: 'epoch',
  notListening: 'the master does not listen yet',
  noMaster: 'no master runs',
  notSeen: (framework: string) => `not seen in ${framework}`,
  oldest: (span: string) => `oldest ${span}`,
  ofServers: (count: number) => `of ${count} servers`,
  notCallable: 'not callable',
  port: (port: number) => `port ${port}`,
  heldFor: (servers: string) => `for ${servers}`,

  // How a server joined.
  howJoined: (server: string) => `How ${server} joined`,
  noStep: 'no step is recorded yet',
  steps: (done: number, all: number) => `${done} of ${all} steps`,
  stepsIn: (done: number, all: number, span: string) => `${done} of ${all} steps, ${span}`,
  notYet: (step: string) => `${step}: not yet`,
  didNotHappen: (step: string) => `${step}: did not happen`,
  happenedAt: (step: string, time: string) => `${step}: at ${time}`,

  // Whom one server knows.
  whomItKnows: 'Whom it knows',
  isResource: 'It runs beside the cluster and is no member of it.',
  hasEnded: 'Its process has ended: it knows nobody.',
  doesNotListen: 'It does not listen yet.',
  hasNotStarted: 'It has not started at this moment.',
  nobodyThere: 'Nobody is there to be known.',
}
