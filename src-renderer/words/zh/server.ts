// Simplified Chinese: the texts of server.
import type { server as english } from '../en/server.ts'

export const server: typeof english = {}
