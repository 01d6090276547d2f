// Simplified Chinese: the texts of logs.
import type { logs as english } from '../en/logs.ts'

export const logs: typeof english = {}
