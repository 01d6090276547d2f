// Simplified Chinese: the texts of picker.
import type { picker as english } from '../en/picker.ts'

export const picker: typeof english = {}
