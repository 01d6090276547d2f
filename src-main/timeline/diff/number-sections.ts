// The sections of numbers: times, durations, sizes and counts in A and in B.
import type {
  Measure,
  MemoryDifference,
  Milestone,
  PacketDifference,
  PhaseDifference,
  RequestDifference,
  StartDifference,
  TimelineDiff,
} from './difference.ts'
import { truncatedTable, type Section } from './section.ts'
import { START_STATES } from './starts.ts'
import {
  formatChange,
  formatCount,
  formatPair,
  formatValue,
  formatMilliseconds,
  formatMemory,
} from './format.ts'

const COLUMNS = ['', 'A', 'B', 'B − A']

export function milestoneSection({ milestones }: TimelineDiff): Section {
  const reached = milestones.filter(({ name, a, b }) => name !== 'start' && (a ?? b))
  const row = ({ name, a, b, change: by }: Milestone) => [
    name,
    moment(a),
    moment(b),
    formatChange(by, formatMilliseconds),
  ]
  return { title: 'Milestones', ...truncatedTable(COLUMNS, reached, row, (each) => apart(each.change)) }
}

function moment(at: Milestone['a']): string {
  if (!at) return '-'
  return `${formatMilliseconds(at.at)}${at.server === undefined ? '' : ` ${at.server}`}`
}

/** A row of one run only ranks first. */
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
    ['p50', p50, formatMilliseconds],
    ['p95', p95, formatMilliseconds],
  ]
  const row = ([what, each, said]: (typeof rows)[number]) => [
    what,
    formatValue(each.a, said),
    formatValue(each.b, said),
    formatChange(each, said),
  ]
  return { title: 'Until all agreed again', ...truncatedTable(COLUMNS, rows, row) }
}

function startSection({ starts }: TimelineDiff): Section {
  const states = START_STATES.filter((state) => starts.some((each) => each[state].a ?? each[state].b))
  const row = (each: StartDifference) => [
    each.server,
    ...states.map((state) => formatPair(each[state], formatMilliseconds)),
  ]
  return {
    title: 'From its spawning until a server was …, A → B',
    ...truncatedTable(['', ...states], starts, row, ({ started }) => apart(started)),
  }
}

function memorySection({ memory: { recorded, together, servers } }: TimelineDiff): Section {
  const title = 'Memory, A → B'
  const missing = (['a', 'b'] as const).filter((side) => !recorded[side])
  if (missing.length) return { title, lines: missing.map((side) => `not recorded in ${side.toUpperCase()}`) }
  const row = ({ server, ready, exited }: MemoryDifference) => [
    server,
    formatPair(ready, formatMemory),
    formatPair(exited, formatMemory),
  ]
  const { table, lines } = truncatedTable(['', 'when ready', 'in the end'], servers, row, ({ exited }) =>
    apart(exited),
  )
  table.rows.unshift(row({ server: 'together', ...together }))
  return { title, lines, table }
}

function requestSection({ requests }: TimelineDiff): Section {
  const row = ({ name, asked, failed, unanswered, p50, p95 }: RequestDifference) => [
    name,
    ...[asked, failed, unanswered].map(formatCount),
    ...[p50, p95].map((each) => formatPair(each, formatMilliseconds)),
  ]
  return {
    title: 'Requests, A → B',
    ...truncatedTable(['', 'asked', 'failed', 'unanswered', 'p50', 'p95'], requests, row, ({ p95 }) =>
      apart(p95),
    ),
  }
}

function packetSection({ packets }: TimelineDiff): Section {
  const row = ({ name, count, bytes, p50, p95 }: PacketDifference) => [
    name,
    formatCount(count),
    formatPair(bytes, formatMemory),
    ...[p50, p95].map((each) => formatPair(each, formatMilliseconds)),
  ]
  return {
    title: 'Packets and their way, A → B',
    ...truncatedTable(['', 'count', 'size', 'p50', 'p95'], packets, row, ({ p95 }) => apart(p95)),
  }
}

function phaseSection({ phases }: TimelineDiff): Section {
  const row = ({ phase, events, packets, bytes }: PhaseDifference) => [
    phase,
    formatCount(events),
    formatCount(packets),
    formatPair(bytes, formatMemory),
  ]
  return { title: 'Phases, A → B', ...truncatedTable(['', 'events', 'packets', 'size'], phases, row) }
}
