// Simplified Chinese: the texts of state.
import type { state as english } from '../en/state.ts'

export const state: typeof english = {}
