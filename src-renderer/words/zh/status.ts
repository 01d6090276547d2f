// Simplified Chinese: the texts of status.
import type { status as english } from '../en/status.ts'

export const status: typeof english = {}
