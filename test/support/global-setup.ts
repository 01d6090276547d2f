// Runs once before all tests: says plainly when the build that the cluster and browser tests need is not there.
import { existsSync } from 'node:fs'

export default function setup(): void {
  if (!existsSync('out/core/run.cjs'))
    throw new Error('out/ is missing: run `npm run build` first (npm test does).')
}
