// English: what an event changed, and the short texts of events.

export const changes = {
  startedAs: (server: string, pid: number) => `${server} started as process ${pid}`,
  ended: (server: string) => `${server} ended`,
  endedFor: (server: string, cause: string) => `${server} ended (${cause})`,
  viewLost: (ended: string) => `${ended}, and its view with it`,
  proxiesLost: (ended: string, servers: string) => `${ended}, and its proxies for ${servers} with it`,
  viewAndProxiesLost: (ended: string, servers: string) =>
    `${ended}, and its view and its proxies for ${servers} with it`,
  wentTo: (server: string, from: string, to: string) => `${server} went from ${from} to ${to}`,
  is: (server: string, state: string) => `${server} is ${state}`,
  registry: 'the registry',
  ownView: 'its view',
  added: (server: string, members: string, place: string) => `${server} added ${members} to ${place}`,
  removed: (server: string, members: string, place: string) => `${server} removed ${members} from ${place}`,
  replaced: (server: string, members: string, place: string) =>
    `${server} has the new process of ${members} in ${place}`,
  made: (server: string, proxies: string, other: string) => `${server} made ${proxies} for ${other}`,
  dropped: (server: string, proxies: string, other: string) => `${server} dropped ${proxies} for ${other}`,
  proxies: 'proxies',
  proxiesNamed: (proxies: string, services: string) => `${proxies} (${services})`,

  // Short texts of events.
  linkEvent: (what: string) => `link ${what}`,
  note: 'note',
  noteRemoved: 'a note was removed',
  viewChanged: 'view changed',
  proxiesMade: 'proxies made',
  proxiesRemoved: 'proxies removed',
  fromState: (state: string) => `from ${state}`,
  recordsLost: (count: number) => `${count} records were lost here`,
  noReceipt: 'no receipt',
  listed: (what: string, items: string) => `${what}: ${items}`,
  crashed: (server: string) => `${server} crashed`,
  crashedFor: (server: string, cause: string) => `${server} crashed (${cause})`,
  about: (server: string, what: string) => `${server}: ${what}`,
}
