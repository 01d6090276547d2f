// Simplified Chinese: the texts of selection.
import type { selection as english } from '../en/selection.ts'

export const selection: typeof english = {}
