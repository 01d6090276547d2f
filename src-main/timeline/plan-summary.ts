// The schema of what a header says of the plan.
import { z } from 'zod'

export const ids = z.array(z.string()).meta({ id: 'ids' })

export const role = z
  .enum(['server', 'resource'])
  .optional()
  .meta({ id: 'role', description: 'A resource runs beside the cluster and is no member of it.' })

export const planSummary = z
  .object({
    name: z.string(),
    master: z.object({ id: z.string(), host: z.string(), port: z.int() }).nullable(),
    servers: z.array(
      z.object({
        id: z.string(),
        serverType: z.string(),
        port: z.union([z.int(), z.literal('none')]),
        role,
      }),
    ),
    env: ids,
    seed: z.int().optional().describe('Shuffled the start order.'),
  })
  .describe('What was to run; names of environment variables, never their values.')
