// What a plan says of a server's conduct: whether it is started again when it ends by itself, and what shows that it is ready.
import { z } from 'zod'

export const portNumber = z
  .int('must be a whole number')
  .min(1, 'must be 1 to 65535')
  .max(65535, 'must be 1 to 65535')

export const restartSchema = z
  .enum(['never', 'on-failure', 'always'], 'must be "never", "on-failure" or "always"')
  .default('never')
  .describe(
    'Whether it is started again when it ends by itself: "on-failure" means by a signal or with another code than 0. It waits longer each time, and gives up after 5 crashes in a row',
  )
export type RestartPolicy = z.output<typeof restartSchema>

const milliseconds = z
  .int('must be a whole number')
  .min(10, 'must be 10 at least')
  .max(600_000, 'must be 600000 at most')
const countsUp = "; a number is the first server's, the next ones count up"

export const readySchema = z
  .strictObject({
    http: z
      .strictObject({
        port: portNumber.describe(`Its HTTP port${countsUp}`),
        path: z.string('must be a string').regex(/^\//, 'must begin with /').default('/'),
      })
      .optional()
      .describe('Ready when GET answers 2xx or 3xx'),
    tcp: z
      .strictObject({ port: portNumber.optional().describe(`Without it the RPC port${countsUp}`) })
      .optional()
      .describe('Ready when the port accepts a connection'),
    log: z
      .string('must be a string')
      .min(1, 'must not be empty')
      .refine(isPattern, 'must be a regular expression')
      .optional()
      .describe('Ready when a line that it printed matches this regular expression'),
    interval: milliseconds.default(500).describe('Between two tries, milliseconds'),
    timeout: milliseconds.default(2_000).describe('For one try, milliseconds'),
  })
  .describe(
    'What must be seen, beside the subscription and its afterStartup, before a server counts as ready',
  )
export type Ready = z.output<typeof readySchema>

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text))
  } catch {
    return false
  }
}
