// Simplified Chinese: the texts of preview.
import type { preview as english } from '../en/preview.ts'

export const preview: typeof english = {}
