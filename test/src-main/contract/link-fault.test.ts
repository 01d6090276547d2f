// Faults as they arrive from a window or a command: only what is known is let through.
import { expect, test } from 'vitest'
import { linkFault } from '../../../src-main/contract/inputs.ts'

test.each([
  { kind: 'cut' },
  { kind: 'delay', ms: 200 },
  { kind: 'delay', ms: 200, direction: 'sending' },
  { kind: 'drop', rate: 0.5, seed: 3, direction: 'receiving' },
])('%j is a fault', (fault) => {
  expect(linkFault.parse(fault)).toEqual(fault)
})

test.each([
  { fault: { kind: 'cut', direction: 'sending' }, field: 'direction' },
  { fault: { kind: 'hang', direction: 'receiving' }, field: 'direction' },
  { fault: { kind: 'delay', ms: 200, direction: 'up' }, field: 'direction' },
  { fault: { kind: 'delay', ms: 200, direction: null }, field: 'direction' },
  { fault: { kind: 'drop', rate: 0.5, direction: ['sending'] }, field: 'direction' },
  { fault: { kind: 'delay', ms: 0, direction: 'sending' }, field: 'ms' },
  { fault: { kind: 'drop', rate: 2, direction: 'sending' }, field: 'rate' },
])('$fault is refused by its $field', ({ fault, field }) => {
  expect(linkFault.safeParse(fault).error?.message).toContain(field)
})
