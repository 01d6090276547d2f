// Simplified Chinese: the texts of drawing.
import type { drawing as english } from '../en/drawing.ts'

export const drawing: typeof english = {}
