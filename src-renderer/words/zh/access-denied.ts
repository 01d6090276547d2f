// Simplified Chinese: the texts of access denied.
import type { accessDenied as english } from '../en/access-denied.ts'

export const accessDenied: typeof english = {}
