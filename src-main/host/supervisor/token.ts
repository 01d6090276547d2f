// The cluster's secret: whoever knows it may join.
import { randomBytes } from 'node:crypto'

/** A new secret for one run; `GROVE_TOKEN` overrides, so that processes started elsewhere can join. */
export function clusterToken(env: NodeJS.ProcessEnv = process.env): string {
  return env['GROVE_TOKEN'] || randomBytes(32).toString('base64url')
}
