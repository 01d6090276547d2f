// Simplified Chinese: the texts of install sample.
import type { installSample as english } from '../en/install-sample.ts'

export const installSample: typeof english = {}
