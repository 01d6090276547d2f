// English: the texts of the map, and the names of the three layouts.
const calls = (count: number) => (count === 1 ? '1 call' : `${count.toLocaleString('en')} calls`)

export const map = {
  layouts: { sequence: 'Sequence', timeline: 'Timeline', map: 'Map' },
  servers: 'Servers of the map',
  links: 'Links of the map',
  empty: 'No server is known at this moment.',
  reading: 'The recording is being read…',
  legend: {
    calls: 'calls of the last 10 s',
    failing: 'failing',
    control: { master: 'connection to the master', bus: 'member on the bus' },
    knowledge: 'missing or stale proxy',
    fault: 'injected fault',
  },
  bus: 'bus',
  busName: 'The bus that all members share',
  programs: 'program',
  inParent: (parent: string) => `in ${parent}`,
  ready: (ready: number, total: number) => `${ready} of ${total} ready`,
  open: (type: string) => `Show the servers of ${type}`,
  close: (type: string) => `Fold ${type}`,
  omitted: (count: number) =>
    `${count.toLocaleString('en')} quiet ${count === 1 ? 'link is' : 'links are'} not drawn.`,
  allMethods: 'All methods',
  rate: (rate: string) => `${rate}/s`,
  share: (share: string) => `${share} ✕`,
  noCalls: 'no calls',
  callsLink: (from: string, to: string) => `${from} calls ${to}`,
  within: (type: string) => `Servers of ${type} call each other`,
  inLast10s: (count: number, rate: string) => `${calls(count)} in the last 10 s, ${rate} a second`,
  noneInLast10s: 'no calls in the last 10 s',
  failed: (count: number, share: string) => `${count.toLocaleString('en')} of them failed (${share})`,
  controlLink: (server: string, master: string) => `Connection of ${server} to ${master}`,
  busLink: (server: string) => `${server} on the bus`,
  linkOpen: 'open',
  linkClosed: 'not connected',
  linkUnknown: 'its state is not seen',
  missing: (count: number) =>
    count === 1 ? 'one does not know the other, though it should' : `${count} records are missing`,
  stale: (count: number) =>
    count === 1 ? 'one still holds the other, though it is gone' : `${count} records are stale`,
  faultOf: (server: string, fault: string) => `${server}: ${fault}, by you`,
  made: (rate: string) => `makes ${rate} calls a second`,
  handled: (rate: string) => `handles ${rate} calls a second`,
  menuHint: 'Right click or Menu key: disturb it',
}
