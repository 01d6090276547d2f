// English: the texts of verdict.
export const verdict = {
  title: 'Verdict',
  unknown: 'Unknown',
  lastKnown: (word: string, sentence: string) => `last known: ${word}, ${sentence}`,
  says: (sentence: string) => `${sentence}: show what it rests on`,
  more: (count: number) => `and ${count} more`,
  allOf: (count: number) => `all ${count}`,
  /** `isDown`: something is down, so that a start is a restart. */
  remedy: (action: 'spawn' | 'resume' | 'heal', isDown: boolean, who: string) =>
    `${action === 'spawn' ? (isDown ? 'Restart' : 'Start') : action === 'resume' ? 'Resume' : 'Heal'} ${who}`,
  sentence: (sentence: string) => `: ${sentence}.`,
  also: 'Also',
  noneObserved: 'No server is observed',
  noMembers: 'No members run',
  noServers: 'No servers',
  started: (started: number, total: number) => `${started} of ${total} servers have started`,
  equalToMaster: (agreeing: number, total: number) => `${agreeing} of ${total} views equal the master’s`,
  equal: (agreeing: number, total: number) =>
    agreeing === total ? `All ${total} views are equal` : `${agreeing} of ${total} views are right`,
  notStarted: (ids: readonly string[]) => `Not started yet: ${ids.join(', ')}`,
  notJudged: (ids: readonly string[]) =>
    `Not known, and not judged: the view${ids.length === 1 ? '' : 's'} of ${ids.join(', ')}.`,
  noProjectCode: 'Converged, but none of the project’s code runs.',
  meaning: (basis: string) => `Converged means here: ${basis}.`,
  meaningOfAll: (hasMaster: boolean) =>
    `Converged: ${hasMaster ? 'every view has the same servers and instances as the master’s registry' : 'every view holds the live members of the cluster, and no others'}, and every server has proxies for all servers that it can call.`,
}
