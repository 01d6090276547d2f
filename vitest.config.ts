// Two tiers: `npm test`, and the longer `--mode long`. Files of one group run before those of the next, so that
// real processes and the one browser never compete with each other. Files of `npm test` share what they import: loading it anew for
// each took longer than the tests of many.
import { defineConfig } from 'vitest/config'

export default defineConfig(({ mode }) => {
  const long = mode === 'long'
  const project = (
    name: string,
    include: string[],
    order: number,
    workers: number,
    timeout: number,
    globalSetup: string[] = [],
  ) => ({
    test: {
      name,
      include,
      pool: 'forks' as const,
      isolate: long,
      maxWorkers: workers,
      testTimeout: timeout,
      hookTimeout: 60_000,
      globalSetup,
      sequence: { groupOrder: order },
    },
  })
  return {
    test: {
      reporters: ['default'],
      globalSetup: ['test/support/global-setup.ts'],
      coverage: {
        include: ['{core,src-main,src-renderer}/**/*.ts'],
        reporter: ['text-summary', 'html'],
      },
      projects: long
        ? [project('long', ['test/long/**/*.test.ts'], 1, 1, 600_000)]
        : [
            project(
              'unit',
              ['test/*.test.ts', 'test/{core,src-main,src-renderer}/**/*.test.ts'],
              1,
              2,
              10_000,
            ),
            project('cluster', ['test/cluster/**/*.test.ts'], 2, 2, 60_000),
            project('e2e', ['test/e2e/**/*.test.ts'], 3, 1, 90_000, ['test/support/browser-setup.ts']),
          ],
    },
  }
})
