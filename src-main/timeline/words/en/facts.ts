// English: facts about one server: its process, its membership, its faults.
import type { FaultDirection } from '../../../../core/protocol/record.ts'

export const facts = {
  // One word.
  planned: 'planned',
  running: 'running',
  paused: 'paused',
  stopping: 'stopping',
  restarting: 'restarting',
  exited: 'exited',
  killed: 'killed',
  crashed: 'crashed',
  failed: 'failed',
  ready: 'ready',
  /** The states of a server, as it reports them. */
  states: {
    starting: 'starting',
    listening: 'listening',
    connecting: 'connecting',
    registering: 'registering',
    registered: 'registered',
    subscribing: 'subscribing',
    subscribed: 'subscribed',
    started: 'started',
    reconnecting: 'reconnecting',
    stopping: 'stopping',
    failed: 'failed',
  },

  // How a process ended.
  exitCode: (code: number) => `exit ${code}`,
  exitCodeUnknown: 'exit code not known',
  couldNotStart: 'could not be started',
  causeUnknown: 'cause not known',

  // The process.
  notStarted: 'not started yet',
  pausedByYou: 'paused by you',
  beingRemoved: 'being removed by you',
  willRestart: (cause: string) => `ended (${cause}), to be started again`,
  willRestartUnexplained: 'ended, to be started again',
  stoppedAndKilled: (escalation: string) => `stopped, and killed: ${escalation}`,
  didNotStop: 'it did not stop',
  killedByYou: 'killed by you',
  crashedFor: (cause: string) => `crashed (${cause})`,
  crashedAtStart: (cause: string) => `crashed at start (${cause})`,
  failedAtStart: 'failed at start',
  because: (fact: string, reason: string) => `${fact}: ${reason}`,
  andThen: (fact: string, next: string) => `${fact}; ${next}`,
  removedByYou: 'removed by you',
  stoppedForRestart: 'stopped for a restart',
  stopped: 'stopped',
  finished: 'finished (exit 0)',
  exitedByItself: (cause: string) => `exited by itself (${cause})`,

  // The membership.
  notObserved: 'not observed: whether it is a member is not known',
  noMaster: 'no master keeps the list',
  stillListed: 'still in the list of members',
  notListed: 'not in the list of members',
  leftList: 'left the list of members',
  droppedBy: (who: string, why: string) => `dropped by ${who}${why}`,
  droppedLater: (span: string) => `dropped by the master ${span} later`,
  afterSilence: (span: string) => ` after ${span} of silence`,
  noHeartbeat: ': no heartbeat came',
  connectionClosed: ': its connection was closed',

  // Why nobody can call it.
  noPort: 'no port',
  noServices: 'no services',

  // Injected faults.
  byYou: (fault: string) => `${fault} (by you)`,
  masterLink: 'connection to the master',
  memberLink: 'messages about members',
  serverLinks: 'connections to other servers',
  callLinks: 'calls to other servers',
  peerLink: (peer: string) => `connection to ${peer}`,
  theLink: 'the link',
  linkBetween: (one: string, other: string) => `the link between ${one} and ${other}`,
  linkFrom: (one: string, other: string) => `the link from ${one} to ${other}`,
  oneWay: (links: string, direction: FaultDirection) =>
    `${links} (${direction === 'sending' ? 'sending' : 'receiving'} only)`,
  linkCut: (link: string) => `${link} is cut by you`,
  linkHangs: (link: string) => `${link} is made to hang by you`,
  linkDelayed: (link: string, ms: number | null) =>
    `${link} is delayed ${ms === null ? '' : `by ${ms} ms `}by you`,
  linkLoses: (link: string, percent: number | null) =>
    `${link} is made to lose ${percent === null ? 'packets' : `${percent} % of the packets`} by you`,
  faultOn: (link: string, effect: string) => `${link} ${effect}`,
  cut: 'cut',
  hanging: 'hanging',
  delayed: 'delayed',
  delayedBy: (ms: number) => `delayed by ${ms} ms`,
  losing: 'losing packets',
  losingShare: (percent: number) => `losing ${percent} %`,
}
