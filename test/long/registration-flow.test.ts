// The registration flow on real processes, in many start orders.
import { it } from 'vitest'
import { expectRegistrationFlow } from '../support/registration-flow.ts'

const seeds = Array.from({ length: 30 }, (_, index) => 5 + index)

it.each(seeds)('every registration step happens in causal order, start order %i', (order) =>
  expectRegistrationFlow(order),
)
