// The Electron shell as it is built (main and preload), over the real host, on the stand-in for Electron.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Desktop } from '../support/electron-stand-in/launch.ts'
import { processesOf, temporaryFolder } from '../support/grove.ts'
import { killsAndRestarts } from '../support/scenario.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

it('a killed chat server ends its lane, is removed everywhere, and comes back; quitting leaves nothing', async () => {
  const desktop = await Desktop.launch('out/main/electron.js', {
    args: ['--sample', 'chat'],
    env: { GROVE_STATE: folder.path },
  })
  await killsAndRestarts(desktop.page)
  expect(await desktop.close()).toBe(0)
  expect(await processesOf(`GROVE_STATE=${folder.path}`)).toEqual([])
})
