// Simplified Chinese: the texts of debugging.
import type { debugging as english } from '../en/debugging.ts'

export const debugging: typeof english = {}
