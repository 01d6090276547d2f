// Simplified Chinese: the texts of exporting.
import type { exporting as english } from '../en/exporting.ts'

export const exporting: typeof english = {}
