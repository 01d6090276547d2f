// Simplified Chinese: the texts of transport.
import type { transport as english } from '../en/transport.ts'

export const transport: typeof english = {}
