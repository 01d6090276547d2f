// Simplified Chinese: the texts of server list.
import type { serverList as english } from '../en/server-list.ts'

export const serverList: typeof english = {}
