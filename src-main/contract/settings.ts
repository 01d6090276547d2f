// The user's settings (`settings.json` in Grove's own folder), their schema and defaults.
import { z } from 'zod'
import { closeChoice } from './desktop.ts'

const MIB = 1024 ** 2
const GIB = 1024 ** 3

export const settingsSchema = z.strictObject({
  history: z
    .strictObject({
      /** Number of runs to keep, of all projects. */
      runs: z
        .int('must be a whole number')
        .min(1, 'must be 1 at least')
        .max(10_000, 'must be 10000 at most')
        .default(50),
      /** Disk for recorded runs, logs included. */
      bytes: z
        .int('must be a whole number of bytes')
        .min(64 * MIB, 'must be 67108864 (64 MiB) at least')
        .max(1024 * GIB, 'must be 1099511627776 (1 TiB) at most')
        .default(2 * GIB),
    })
    .default({ runs: 50, bytes: 2 * GIB }),
  desktop: z
    .strictObject({
      /** What happens to running clusters when the last window closes. */
      onLastClose: closeChoice.default('ask'),
    })
    .default({ onLastClose: 'ask' }),
})

export type Settings = z.output<typeof settingsSchema>
