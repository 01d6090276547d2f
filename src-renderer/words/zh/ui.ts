// Simplified Chinese: the texts of ui.
import type { ui as english } from '../en/ui.ts'

export const ui: typeof english = {}
