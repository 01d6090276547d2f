// Simplified Chinese: the texts of faults.
import type { faults as english } from '../en/faults.ts'

export const faults: typeof english = {}
