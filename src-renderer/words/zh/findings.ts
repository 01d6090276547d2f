// Simplified Chinese: the texts of findings.
import type { findings as english } from '../en/findings.ts'

export const findings: typeof english = {}
