// Static rules for the source of the desktop shell.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const FOLDER = 'src-main/electron'
const sources = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(`${FOLDER}/${name}`, 'utf8') }))
const code = (name: string) => sources.find((source) => source.name === name)?.text ?? ''

test('windows are sandboxed, isolated, without Node, and shown when ready', () => {
  const window = code('window.ts')
  for (const option of [
    'sandbox: true',
    'contextIsolation: true',
    'nodeIntegration: false',
    'webSecurity: true',
  ])
    expect(window).toContain(option)
  expect(window).toContain('show: false')
  expect(sources.filter(({ text }) => text.includes('new BrowserWindow')).map(({ name }) => name)).toEqual([
    'window.ts',
  ])
})

test.each([
  ['nodeIntegration: true', /nodeIntegration\w*: true/],
  ['webviewTag: true', /webviewTag: true/],
  ['insecure content', /allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures/],
  ['a top-level await', /^(?:const .* = )?await /m],
  ['loading files', /loadFile|file:\/\//],
])('there is no %s', (_, pattern) => {
  expect(sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name)).toEqual([])
})

test('only https addresses are opened outside, in one place, after a question', () => {
  const users = sources.filter(({ text }) => text.includes('openExternal')).map(({ name }) => name)
  expect(users).toEqual(['dialogs.ts'])
  expect(code('dialogs.ts')).toMatch(
    /protocol !== 'https:'[\s\S]*showMessageBox[\s\S]*response === 0[\s\S]*openExternal/,
  )
})

test('servers are never started with Electron’s own binary', () => {
  const users = sources.filter(({ text }) => text.includes('execPath')).map(({ name }) => name)
  // The installer runs before there is any Electron, in plain Node.
  expect(users).toEqual(['runtime-process.ts'])
})

test('what plain Node loads does not import electron', () => {
  for (const name of ['runtime.ts', 'runtime-source.ts', 'runtime-process.ts']) {
    expect(code(name)).not.toBe('')
    expect(code(name)).not.toMatch(/from 'electron'/)
  }
})

test('the preload exposes neither ipcRenderer nor its events', () => {
  const preload = code('preload.ts')
  expect(preload.match(/exposeInMainWorld\(.*\)/g)).toEqual([
    "exposeInMainWorld('grove', channel)",
    "exposeInMainWorld('groveShell', shell)",
  ])
  expect(preload).not.toMatch(/\.\.\.ipcRenderer|: ipcRenderer\b(?!\.)/)
})
