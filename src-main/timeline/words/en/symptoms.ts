// English: what is wrong with servers, and how the others reacted. `who` names one server, or several if not `isOne`.

export const symptoms = {
  killed: (who: string, ago: string, isOne: boolean) =>
    `${who} ${isOne ? 'was' : 'were'} killed by you${ago}`,
  crashed: (who: string, ago: string, cause: string) => `${who} crashed${ago}${cause}`,
  crashedAtStart: (who: string, ago: string, cause: string) => `${who} crashed at start${ago}${cause}`,
  /** In brackets after a sentence. */
  cause: (cause: string) => ` (${cause})`,
  willRestart: (who: string, ago: string, cause: string, isOne: boolean) =>
    `${who} ended${ago}${cause}; ${isOne ? 'it is' : 'they are'} to be started again`,
  exited: (who: string, ago: string, cause: string, isOne: boolean) =>
    `${who} exited by ${isOne ? 'itself' : 'themselves'}${ago}${cause}`,
  restarting: (who: string, isOne: boolean) => `${who} ${isOne ? 'is' : 'are'} being restarted`,
  stopping: (who: string, isOne: boolean) => `${who} ${isOne ? 'is' : 'are'} stopping`,
  stopped: (who: string, ago: string, isOne: boolean) => `${who} ${isOne ? 'was' : 'were'} stopped${ago}`,
  paused: (who: string, ago: string, isOne: boolean) =>
    `${who} ${isOne ? 'was' : 'were'} paused by you${ago}; no other server has dropped ${isOne ? 'it' : 'them'}`,
  pausedAndDropped: (who: string, ago: string, by: string, why: string, isOne: boolean) =>
    `${who} ${isOne ? 'was' : 'were'} paused by you${ago}; ${by} dropped ${isOne ? 'it' : 'them'}${why}`,
  reconnecting: (who: string, ago: string, lost: string, isOne: boolean) =>
    `${who} lost ${lost}${ago}${isOne ? ' and reconnects' : ', and reconnect'}`,
  theOthers: 'the others',
  failed: (who: string, ago: string, why: string) => `${who} failed${ago}${why}`,
  failedAtStart: (who: string, ago: string, why: string) => `${who} failed at start${ago}${why}`,
  why: (reason: string) => `: ${reason}`,
  droppedWithFault: (who: string, ago: string, by: string, why: string, fault: string, isOne: boolean) =>
    `${who} ${isOne ? 'was' : 'were'} dropped by ${by}${ago}${why}; ${isOne ? 'its' : 'their'} ${fault} (by you)`,
  rejoining: (who: string, ago: string, by: string, why: string, isOne: boolean) =>
    `${who} ${isOne ? 'joins' : 'join'} again; ${by} dropped ${isOne ? 'it' : 'them'}${ago}${why}`,
  runsDropped: (who: string, ago: string, by: string, why: string, isOne: boolean) =>
    `${who} ${isOne ? 'runs' : 'run'}, but ${by} dropped ${isOne ? 'it' : 'them'}${ago}${why}`,
  pairFaulted: (fault: string, ago: string) => `${fault}${ago}`,
  faulted: (who: string, ago: string, fault: string, isOne: boolean) =>
    `${who} ${isOne ? 'has its' : 'have their'} ${fault} (by you${ago === '' || ago.startsWith(',') ? ago : `,${ago}`})`,

  // How the others reacted; after a sentence.
  nobodyCanJoin: '; nobody can join, and the others keep the list that they had',
  masterStillLists: (isOne: boolean) => `; the master still lists ${isOne ? 'it' : 'them'}`,
  notDropped: (who: string, areOne: boolean, isOne: boolean) =>
    `; ${who} ${areOne ? 'has' : 'have'} not dropped ${isOne ? 'it' : 'them'} yet`,
  droppedIn: (who: string, span: string, isOne: boolean) =>
    `; ${who} dropped ${isOne ? 'it' : 'them'} in ${span}`,
  otherServers: (count: number) => `the other ${count}`,
  someOfOthers: (some: number, count: number) => `${some} of the other ${count}`,
}
