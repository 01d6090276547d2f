// The sections of numbers: when, how long, how much, in A and in B.
import type {
  Measure,
  MemoryRow,
  Milestone,
  PacketRow,
  PhaseRow,
  RequestRow,
  StartRow,
  TimelineDiff,
} from './difference.ts'
import { tableOf, type Section } from './section.ts'
import { WAY } from './starts.ts'
import { change, countOf, fromTo, given, milliseconds, size } from './words.ts'

const COLUMNS = ['', 'A', 'B', 'B − A']

export function milestoneSection({ milestones }: TimelineDiff): Section {
  const reached = milestones.filter(({ name, a, b }) => name !== 'start' && (a ?? b))
  const row = ({ name, a, b, change: by }: Milestone) => [
    name,
    moment(a),
    moment(b),
    change(by, milliseconds),
  ]
  return { title: 'Milestones', ...tableOf(COLUMNS, reached, row, (each) => apart(each.change)) }
}

function moment(at: Milestone['a']): string {
  if (!at) return '-'
  return `${milliseconds(at.at)}${at.server === undefined ? '' : ` ${at.server}`}`
}

/** A row without its like is worth the most. */
function apart({ by }: Measure): number {
  return Math.abs(by ?? Infinity)
}

export function numberSections(diff: TimelineDiff): Section[] {
  return [
    agreementSection(diff),
    startSection(diff),
    memorySection(diff),
    requestSection(diff),
    packetSection(diff),
    phaseSection(diff),
  ]
}

function agreementSection({ convergence: { divergences, p50, p95 } }: TimelineDiff): Section {
  const rows: [string, Measure, (value: number) => string][] = [
    ['times', divergences, String],
    ['p50', p50, milliseconds],
    ['p95', p95, milliseconds],
  ]
  const row = ([what, each, said]: (typeof rows)[number]) => [
    what,
    given(each.a, said),
    given(each.b, said),
    change(each, said),
  ]
  return { title: 'Until all agreed again', ...tableOf(COLUMNS, rows, row) }
}

function startSection({ starts }: TimelineDiff): Section {
  const states = WAY.filter((state) => starts.some((each) => each[state].a ?? each[state].b))
  const row = (each: StartRow) => [each.server, ...states.map((state) => fromTo(each[state], milliseconds))]
  return {
    title: 'From its spawning until a server was …, A → B',
    ...tableOf(['', ...states], starts, row, ({ started }) => apart(started)),
  }
}

function memorySection({ memory: { recorded, together, servers } }: TimelineDiff): Section {
  const title = 'Memory, A → B'
  const missing = (['a', 'b'] as const).filter((side) => !recorded[side])
  if (missing.length) return { title, lines: missing.map((side) => `not recorded in ${side.toUpperCase()}`) }
  const row = ({ server, ready, exited }: MemoryRow) => [server, fromTo(ready, size), fromTo(exited, size)]
  const { table, lines } = tableOf(['', 'when ready', 'in the end'], servers, row, ({ exited }) =>
    apart(exited),
  )
  table.rows.unshift(row({ server: 'together', ...together }))
  return { title, lines, table }
}

function requestSection({ requests }: TimelineDiff): Section {
  const row = ({ name, asked, failed, unanswered, p50, p95 }: RequestRow) => [
    name,
    ...[asked, failed, unanswered].map(countOf),
    ...[p50, p95].map((each) => fromTo(each, milliseconds)),
  ]
  return {
    title: 'Requests, A → B',
    ...tableOf(['', 'asked', 'failed', 'unanswered', 'p50', 'p95'], requests, row, ({ p95 }) => apart(p95)),
  }
}

function packetSection({ packets }: TimelineDiff): Section {
  const row = ({ name, count, bytes, p50, p95 }: PacketRow) => [
    name,
    countOf(count),
    fromTo(bytes, size),
    ...[p50, p95].map((each) => fromTo(each, milliseconds)),
  ]
  return {
    title: 'Packets and their way, A → B',
    ...tableOf(['', 'count', 'size', 'p50', 'p95'], packets, row, ({ p95 }) => apart(p95)),
  }
}

function phaseSection({ phases }: TimelineDiff): Section {
  const row = ({ phase, events, packets, bytes }: PhaseRow) => [
    phase,
    countOf(events),
    countOf(packets),
    fromTo(bytes, size),
  ]
  return { title: 'Phases, A → B', ...tableOf(['', 'events', 'packets', 'size'], phases, row) }
}
