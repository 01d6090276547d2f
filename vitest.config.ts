// Two tiers: `npm test`, and the longer `--mode long`. Files of one group run before those of the next, so that
// real processes and the one browser never compete with each other. Files of `npm test` share what they import: loading it anew for
// each took longer than the tests of many.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { browserArguments, findBrowser } from './test/support/browser.ts'

/** Components and the state behind them, in a real Chromium. */
const IN_BROWSER = 'test/src-renderer/{state,ui,views}/**/*.test.ts'
const LONG_IN_BROWSER = 'test/long/components/**/*.test.ts'

const components = (include: string, timeout: number) => ({
  plugins: [svelte({ configFile: false })],
  // A dependency that Vite finds late makes it reload the page of a running test.
  optimizeDeps: { include: ['ansi-sequence-parser', 'socket.io-client', 'vitest-browser-svelte', 'zod'] },
  test: {
    name: 'components',
    include: [include],
    setupFiles: ['src-renderer/app.css'],
    testTimeout: timeout,
    sequence: { groupOrder: 3 },
    browser: {
      enabled: true,
      isolate: false,
      headless: true,
      screenshotFailures: false,
      instances: [{ browser: 'chromium' as const, viewport: { width: 1280, height: 800 } }],
      provider: playwright({
        launchOptions: {
          args: browserArguments(),
          // Read when a browser is launched: finding one may take long.
          get executablePath() {
            return findBrowser()
          },
        },
      }),
    },
  },
})

export default defineConfig(({ mode }) => {
  const long = mode === 'long'
  const project = (
    name: string,
    include: string[],
    order: number,
    workers: number,
    timeout: number,
    globalSetup: string[] = [],
    exclude: string[] = [],
  ) => ({
    test: {
      name,
      include,
      exclude,
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
        ? [
            project('long', ['test/long/**/*.test.ts'], 1, 1, 600_000, [], [LONG_IN_BROWSER]),
            components(LONG_IN_BROWSER, 300_000),
          ]
        : [
            project(
              'unit',
              ['test/*.test.ts', 'test/{core,src-main,src-renderer}/**/*.test.ts'],
              1,
              2,
              10_000,
              [],
              [IN_BROWSER],
            ),
            project('cluster', ['test/cluster/**/*.test.ts'], 2, 2, 60_000),
            components(IN_BROWSER, 10_000),
            project('e2e', ['test/e2e/**/*.test.ts'], 4, 1, 90_000, ['test/support/browser-setup.ts']),
          ],
    },
  }
})
