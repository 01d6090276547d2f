// Paths of Grove's own files, found from this file upwards: the same in the source tree and in the build.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of Grove's own package.json. */
export const groveFolder = findGroveFolder(dirname(fileURLToPath(import.meta.url)))

/** The same for plain Node, threads and other programs: a packaged desktop app keeps their files beside its archive. */
export const unarchivedFolder = groveFolder.replace(/\bapp\.asar$/, 'app.asar.unpacked')

/** What each cluster process executes. */
export const runFile = join(unarchivedFolder, 'out', 'core', 'run.cjs')

/** Preloaded into programs with an adapter. */
export const hookFile = join(unarchivedFolder, 'out', 'core', 'hook.cjs')

/** Preloaded into the entry file of a Pomelo or Pinus project to read its configuration. */
export const probeFile = join(unarchivedFolder, 'out', 'core', 'probe.cjs')

/** Worker thread that reads logs. */
export const logWorkerFile = join(unarchivedFolder, 'out', 'main', 'log-worker.js')

/** Worker thread that makes an export. */
export const exportWorkerFile = join(unarchivedFolder, 'out', 'main', 'export-worker.js')

/** Worker thread that compares two runs. */
export const diffWorkerFile = join(unarchivedFolder, 'out', 'main', 'diff-worker.js')

/** Worker thread that draws PNG pictures. */
export const pngWorkerFile = join(unarchivedFolder, 'out', 'main', 'png-worker.js')

/** The page of a report: the window in one file. */
export const reportPage = join(unarchivedFolder, 'out', 'report', 'report.html')

export const samplesFolder = join(unarchivedFolder, 'src-main', 'samples')

/** The built renderer. */
export const rendererFolder = join(groveFolder, 'out', 'renderer')

export const groveVersion = readVersion()

function findGroveFolder(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && nameIn(folder) === 'grove-cluster') return folder
    if (folder === dirname(folder)) throw new Error(`Grove's own folder was not found above ${from}`)
  }
}

function nameIn(folder: string): unknown {
  return readPackage(folder)['name']
}

function readVersion(): string {
  return String(readPackage(groveFolder)['version'])
}

function readPackage(folder: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>
}
