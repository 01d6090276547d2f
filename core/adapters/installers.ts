// The adapters that come with Grove, by name: what runs inside the foreign programs.
import type { Install } from './adapter.ts'

export const INSTALLERS: Readonly<Record<string, Install>> = {}
