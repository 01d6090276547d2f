// Simplified Chinese: the texts of open request.
import type { openRequest as english } from '../en/open-request.ts'

export const openRequest: typeof english = {}
