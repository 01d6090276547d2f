// What is typed of a fault, and the fault that it stands for.
import type { FaultDirection, LinkFault } from '../../src-main/contract/index.ts'
import { words } from '../words/words.svelte.ts'

export type FaultKind = LinkFault['kind']
export const FAULT_KINDS: readonly FaultKind[] = ['cut', 'hang', 'delay', 'drop']
export type FaultField = 'ms' | 'percent' | 'seed'
export const FAULT_DIRECTIONS = ['both', 'sending', 'receiving'] as const

/** The values are as they were typed. */
export interface FaultDraft {
  kind: FaultKind
  ms: string
  percent: string
  seed: string
  direction: FaultDirection | 'both'
}

export const FIRST_DRAFT: Readonly<FaultDraft> = {
  kind: 'cut',
  ms: '200',
  percent: '20',
  seed: '',
  direction: 'both',
}
const MAX_MS = 600_000
const MAX_SEED = 2 ** 31

/** Returns the fault, or why a field has no valid value. */
export function parseDraft(draft: FaultDraft): { fault: LinkFault } | { field: FaultField; problem: string } {
  const { kind } = draft
  if (kind === 'cut' || kind === 'hang') return { fault: { kind } }
  const direction = draft.direction === 'both' ? undefined : draft.direction
  if (kind === 'delay') {
    const ms = numberIn(draft.ms, 1, MAX_MS)
    return ms === null
      ? { field: 'ms', problem: words.faults.badMs(MAX_MS) }
      : { fault: { kind, ms, direction } }
  }
  const percent = numberIn(draft.percent, 0, 100)
  if (percent === null || percent === 0) return { field: 'percent', problem: words.faults.badPercent }
  const rate = percent / 100
  if (draft.seed.trim() === '') return { fault: { kind, rate, direction } }
  const seed = numberIn(draft.seed, 0, MAX_SEED)
  return seed === null || !Number.isInteger(seed)
    ? { field: 'seed', problem: words.faults.badSeed(MAX_SEED) }
    : { fault: { kind, rate, seed, direction } }
}

/** What is typed for a fault that is there. */
export function draftOf(fault: LinkFault): FaultDraft {
  const { kind } = fault
  return {
    ...FIRST_DRAFT,
    kind,
    ms: fault.kind === 'delay' ? String(fault.ms) : FIRST_DRAFT.ms,
    percent: fault.kind === 'drop' ? String(Number((fault.rate * 100).toPrecision(6))) : FIRST_DRAFT.percent,
    seed: fault.kind === 'drop' && fault.seed !== undefined ? String(fault.seed) : '',
    direction: directionOf(fault) ?? 'both',
  }
}

/** Undefined if it acts both ways. */
export function directionOf(fault: LinkFault): FaultDirection | undefined {
  return fault.kind === 'delay' || fault.kind === 'drop' ? fault.direction : undefined
}

/** Whether only the stronger of two faults on the same link holds. */
export function areRivals(one: LinkFault, other: LinkFault): boolean {
  const kinds = [one.kind, other.kind]
  if (kinds.includes('delay') && kinds.includes('drop')) return false
  const [way, otherWay] = [directionOf(one), directionOf(other)]
  return way === undefined || otherWay === undefined || way === otherWay
}

function numberIn(text: string, min: number, max: number): number | null {
  const number = text.trim() === '' ? Number.NaN : Number(text)
  return number >= min && number <= max ? number : null
}
