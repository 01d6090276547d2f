// What commands print: no control character of a foreign text, through a pipe or on a terminal.
import fc from 'fast-check'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { grove, temporaryFolder } from '../support/grove.ts'
import { hostileWorld } from '../support/hostile-world.ts'

const ESC = '\u001B'
const PARTS = [
  ESC,
  '\u009B',
  '\u009D',
  '[',
  ']52;c;',
  '\u0007',
  '31m',
  '2J',
  '1A',
  '\r',
  '\u0000',
  '\u007F',
  '\u0085',
  '\u202E',
  '\u2028',
]
const control = /[^\P{Cc}\t\n]|[\u2028-\u202E\u2066-\u2069]/u
const batch = join(import.meta.dirname, '..', 'fixtures', 'processes', 'command-batch.mjs')

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...PARTS), fc.string({ unit: 'binary', maxLength: 3 })), { minLength: 5 })
  .map((parts) => `evil${ESC}]52;c;ZXZpbA==\u0007${parts.join('')}`)

it.each(fc.sample(hostile, { numRuns: 3, seed: Number(process.env['SEED'] ?? 12) }))(
  'no control character of a foreign text reaches a terminal (%#)',
  async (text) => {
    await using folder = await temporaryFolder()
    await using world = await hostileWorld(folder.path, text)
    const all = Object.values(world.commands).flat()
    const run = (command: string[], commands: string[][]) =>
      grove([], {
        command,
        cwd: folder.path,
        env: {
          GROVE_STATE: world.state,
          GROVE_BATCH: JSON.stringify(commands),
          TERM: 'xterm-256color',
          CI: '',
        },
      })
    const piped = await run([process.execPath, batch], all)
    expect(piped.stdout + piped.stderr).not.toMatch(control)
    expect(piped.stdout.split('evil').length).toBeGreaterThan(15)
    expect(piped.stderr.split('evil').length).toBeGreaterThan(5)

    const script = ['script', '-qec', `"${process.execPath}" "${batch}"`, '/dev/null']
    const { stdout } = await run(script, [...all.filter(([name]) => name !== 'init'), ...world.exports])
    // Colours are kept in logs only.
    const colours = new RegExp(`${ESC}\\[[\\d;:]*m`, 'g')
    expect(stdout.replaceAll('\r\n', '\n').replaceAll(colours, '')).not.toMatch(control)
    const coloured = stdout.split('\n').filter((line) => line.includes(ESC))
    for (const line of coloured) expect(line).toMatch(/a-1 +\|/)
    expect(stdout.split('evil').length).toBeGreaterThan(30)
  },
)
