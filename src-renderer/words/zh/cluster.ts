// Simplified Chinese: the texts of cluster.
import type { cluster as english } from '../en/cluster.ts'

export const cluster: typeof english = {}
