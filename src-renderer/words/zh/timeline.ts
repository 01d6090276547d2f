// Simplified Chinese: the texts of timeline.
import type { timeline as english } from '../en/timeline.ts'

export const timeline: typeof english = {}
