// Runs once before all tests: fails if the build that they need is missing.
import { existsSync } from 'node:fs'

export default function setup(): void {
  if (!existsSync('out/core/run.cjs'))
    throw new Error('out/ is missing: run `npm run build` first (npm test does).')
}
