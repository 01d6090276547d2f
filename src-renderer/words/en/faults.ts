// English: the texts of injected faults: of their form, their commands, and what was done.
import type { LinkFault } from '../../../src-main/contract/index.ts'

export const faults = {
  // What was done, and what can be.
  linkBetween: (one: string, other: string) => `the link between ${one} and ${other}`,
  linkFrom: (one: string, other: string) => `the link from ${one} to ${other}`,
  rpcLinks: (server: string) => `the RPC links of ${server}`,
  controlLink: (server: string) => `the control link of ${server}`,
  cut: (where: string) => `Cut ${where}`,
  hang: (where: string) => `Hang ${where}`,
  delay: (where: string, ms: number) => `Delay ${where} by ${ms} ms`,
  drop: (where: string, percent: number) => `Drop ${percent} % of the packets on ${where}`,
  heal: (where: string) => `Heal ${where}`,
  servers: (ids: readonly string[]) => {
    if (ids.length > 3) return `${ids.length} servers`
    return ids.length < 2 ? ids.join('') : `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`
  },

  // Commands.
  disturb: (server: string) => `Disturb the connections of ${server}…`,
  healAll: 'Heal all faults',
  nothingToHeal: 'No fault is injected.',
  nothingToHealAt: (server: string) => `${server} has no injected fault.`,
  notRunning: (server: string) => `${server} does not run.`,

  // The menu of a server, and its panel.
  menu: 'Disturb its connections…',
  menuNote: 'Cut, hang, delay or drop, with all or with one',
  disturbIts: 'Disturb its connections',

  // The form.
  title: (server: string) => `Connections of ${server}`,
  form: (server: string) => `Fault of ${server}`,
  active: 'Injected now',
  none: 'No fault is injected.',
  links: 'Connections',
  control: 'Connection to the master',
  controlOfMaster: 'Connections to the servers',
  membership: 'Messages about members',
  rpc: 'Connections to other servers',
  calls: 'Calls to other servers',
  peer: 'With',
  allPeers: 'All',
  kind: 'Fault',
  kinds: { cut: 'Cut', hang: 'Hang', delay: 'Delay', drop: 'Drop' } satisfies Record<
    LinkFault['kind'],
    string
  >,
  effects: {
    cut: 'Closes the connections and refuses new ones.',
    hang: 'Neither reads nor writes; the connections stay open.',
    delay: 'Delays each packet, in order.',
    drop: 'Loses a share of the packets.',
  } satisfies Record<LinkFault['kind'], string>,
  direction: 'Direction',
  directions: { both: 'Both ways', sending: 'What it sends', receiving: 'What it receives' },
  /** What may be typed for a direction. */
  sending: 'sending',
  receiving: 'receiving',
  ms: 'Delay in ms',
  percent: 'Share in %',
  more: 'More',
  seed: 'Seed',
  seedHint: 'The same packets are lost for the same seed. Default: 1.',
  badMs: (max: number) => `Type a number of milliseconds from 1 to ${max}.`,
  badPercent: 'Type a share above 0 and up to 100.',
  badSeed: (max: number) => `Type a whole number from 0 to ${max}, or nothing.`,
  stronger: 'Another fault is injected into the same links: the stronger holds.',
  healOne: 'Heal',
  healThis: (where: string) => `Heal ${where}`,
  healThese: 'Heal all',
  ended: (server: string) => `${server} does not run: it has no connections.`,
  frozen: 'The launcher is gone: nothing can be injected.',

  /** What may be typed instead of a server: all of them, or those selected. */
  all: 'all',
  selected: 'selected',
}
