// The registration flow of real processes in a few start orders; test/long checks more of them.
import { it } from 'vitest'
import { expectRegistrationFlow } from '../support/registration-flow.ts'

it.each([0, 1, 2, 3, 4])('every registration step happens in causal order, start order %i', (order) =>
  expectRegistrationFlow(order),
)
