// English: the verdict on a cluster, and how views differ.

export const verdict = {
  // One word for the whole cluster.
  running: 'Running',
  empty: 'Empty',
  unknown: 'Unknown',
  ended: 'Ended',
  stopped: 'Stopped',
  stopping: 'Stopping',
  converging: 'Converging',
  diverged: 'Diverged',
  starting: 'Starting',
  degraded: 'Degraded',
  restarting: 'Restarting',
  paused: 'Paused',
  reconnecting: 'Reconnecting',
  incomplete: 'Incomplete',
  rejoining: 'Rejoining',
  faulted: 'Faulted',
  reading: 'Reading',

  noServer: 'no server runs',
  noServerBesideMaster: 'no server runs beside the master',
  programsReady: (programs: string) => `${programs} ready; no server is a member of a cluster`,
  nothingKnown: (unobserved: string) => `${unobserved} not observed: nothing is known of the cluster`,
  onlyStarted: 'the only server started',
  allStarted: (count: number) => `all ${count} servers started`,
  onlyHasStarted: 'the only server has started',
  allKnowEachOther: (count: number) => `all ${count} servers know each other`,
  basedOn: (sentence: string, basis: string) => `${sentence} (${basis})`,
  recordingEnds: (moment: string) => `the recording ends at ${moment}`,
  runEnded: (moment: string) => `the run ended at ${moment}`,
  stillRan: (sentence: string, servers: string) => `${sentence}; ${servers} still ran`,
  processesStopped: (processes: string) => `${processes} stopped`,
  waitingForEnd: (ended: number, all: number, servers: string) =>
    `${ended} of ${all} processes have ended; waiting for ${servers}`,
  moreDiffer: (sentence: string, count: number) => `${sentence}; ${count} more differ`,
  noProcess: 'no process runs yet',
  waitingForStart: (started: number, all: number, servers: string) =>
    `${started} of ${all} have started; waiting for ${servers}`,
  noProjectCode: 'the servers run, but none of the project’s code does',
  stillReading: (word: string, sentence: string) =>
    `the recording is still being read; so far: ${word}, ${sentence}`,

  // What a verdict rests on.
  viewsNotSeen: 'every server has started; their views are not seen',
  viewsAndProxiesNotSeen: 'every server has started; their views and proxies are not seen',
  viewsOnly: 'views only; proxies are not seen',
  notObserved: (servers: string) => `${servers} not observed`,
  also: (one: string, other: string) => `${one}; ${other}`,

  // How one server's view differs.
  lacks: (server: string, what: string) => `${server} lacks ${what}`,
  stillHolds: (server: string, what: string) => `${server} still holds ${what}`,
  lacksAndHolds: (server: string, lacking: string, holding: string) =>
    `${server} lacks ${lacking}; still holds ${holding}`,
  proxiesFor: (servers: string) => `proxies for ${servers}`,
  andProxies: (servers: string, proxies: string) => `${servers}, and ${proxies}`,
}
