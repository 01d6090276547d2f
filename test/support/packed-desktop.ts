// Packs the desktop program with the real electron-builder, over a stand-in for Electron's runtime: a file that has the
// mark which its fuses follow.
import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { linkPackages } from './npm-packages.ts'

const CONFIG = 'src-main/electron/builder.json'
const FUSES_MARK = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** Of version 1 of the fuses, in their order. */
const FUSES = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const
const run = promisify(execFile)

export interface PackedDesktop {
  /** Names of all files in the archive. */
  files: string[]
  fuses: Record<string, boolean>
  /** The folder that the archive is unpacked into, with what is kept beside it. */
  main: string
}

/** The packages of the version that `npm run dist` uses, linked into `folder`. Returns their folder. */
export async function installBuilder(folder: string): Promise<string> {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: { dist: string } }
  const named = /electron-builder@\d+\.\d+\.\d+/.exec(scripts.dist)?.[0] ?? ''
  await mkdir(folder, { recursive: true })
  await linkPackages(folder, [named])
  return join(folder, 'node_modules')
}

/** `out/` must be built. */
export async function packDesktop(folder: string, packages: string): Promise<PackedDesktop> {
  const runtime = join(folder, 'runtime')
  await mkdir(join(runtime, 'resources'), { recursive: true })
  await writeFile(join(runtime, 'version'), '45.5.0')
  await writeFile(
    join(runtime, 'electron'),
    Buffer.concat([Buffer.from(FUSES_MARK), Buffer.from([1, 9]), Buffer.from('0'.repeat(9))]),
  )
  await chmod(join(runtime, 'electron'), 0o755)
  const output = join(folder, 'output')
  const overrides = [`-c.electronDist=${runtime}`, `-c.directories.output=${output}`]
  await run(
    process.execPath,
    [
      join(packages, 'electron-builder', 'cli.js'),
      '--dir',
      '--linux',
      '--x64',
      '--config',
      CONFIG,
      ...overrides,
    ],
    { cwd: resolve('.'), maxBuffer: 16 * 1024 ** 2 },
  )
  const packed = join(output, 'linux-unpacked')
  const archive = join(packed, 'resources', 'app.asar')
  const asar = join(packages, '@electron', 'asar', 'bin', 'asar.js')
  const { stdout } = await run(process.execPath, [asar, 'list', archive], { maxBuffer: 16 * 1024 ** 2 })
  const copy = join(folder, 'resources')
  await mkdir(copy)
  await run(process.execPath, [asar, 'extract', archive, join(copy, 'app.asar')])
  await cp(`${archive}.unpacked`, join(copy, 'app.asar.unpacked'), { recursive: true })
  return {
    files: stdout.trim().split('\n'),
    fuses: fusesOf(await readFile(join(packed, 'grove-desktop'))),
    main: join(copy, 'app.asar', 'out', 'main', 'electron.js'),
  }
}

function fusesOf(program: Buffer): Record<string, boolean> {
  const at = program.indexOf(FUSES_MARK) + FUSES_MARK.length + 2
  return Object.fromEntries(FUSES.map((name, index) => [name, program[at + index] === '1'.charCodeAt(0)]))
}
