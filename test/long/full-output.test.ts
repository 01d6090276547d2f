// Every command fails, and says why, if its output cannot be written; a reader that leaves is no failure.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { COMMAND_NAMES } from '../../src-main/cli/commands.ts'
import { grove, groveBin, temporaryFolder, type Finished } from '../support/grove.ts'
import { hostileWorld } from '../support/hostile-world.ts'

const SAYS = 'stdout cannot be written: the disk is full.\n'
const START = ['up', '--sample', 'minimal', '--exit-when-ready']

/** Runs it in a shell that redirects its output: `> /dev/full`. */
function redirected(args: string[], redirection: string, state: string): Promise<Finished> {
  const script = `"$0" "${groveBin}" "$@" ${redirection}`
  return grove(args, { command: ['bash', '-c', script, process.execPath], env: { GROVE_STATE: state } })
}

it('a full disk on stdout fails every command', async () => {
  await using folder = await temporaryFolder()
  await using world = await hostileWorld(folder.path, 'text')
  const own: Record<string, string[][]> = {
    ...world.commands,
    up: [START, [...START, '--json']],
    run: [],
    preview: [
      ['preview', '--sample', 'minimal'],
      ['preview', '--sample', 'minimal', '--json'],
    ],
    ui: [],
    check: [
      ['check', join(folder.path, 'version.ndjson'), '--help'],
      ...(world.commands['check'] ?? []).slice(0, 2),
    ],
    export: world.exports,
    logs: [['logs'], ['logs', '--json']],
    down: [['down'], ['down', '--json']],
  }
  expect(Object.keys(own).sort()).toEqual([...COMMAND_NAMES].sort())
  const commands = Object.entries(own).flatMap(([name, lines]) => [[name, '--help'], ...lines])
  for (const args of [...commands, ['--help'], ['--version']]) {
    const { code, stderr } = await redirected(args, '> /dev/full', world.state)
    expect({ args, code, says: stderr.includes(SAYS) }).toEqual({ args, code: 1, says: true })
    expect(stderr).not.toMatch(/\n\s+at /)
  }
})

it('a reader that leaves ends a command with 0, and a slow one gets everything', async () => {
  await using folder = await temporaryFolder()
  await using world = await hostileWorld(folder.path, 'text'.repeat(100_000))
  for (const args of [['ps', '--json'], ['logs', '--json'], ...world.exports.slice(0, 2)]) {
    const left = await redirected(args, '| true; exit "${PIPESTATUS[0]}"', world.state)
    expect({ args, code: left.code, stderr: left.stderr }).toEqual({ args, code: 0, stderr: '' })
    const whole = await redirected(args, '', world.state)
    const slow = await redirected(args, '| (sleep 0.5; cat)', world.state)
    expect(slow.stdout.length).toBeGreaterThan(300_000)
    expect(slow.stdout).toBe(whole.stdout)
  }
})

it.each([
  ['without a size', 'stty cols 0 rows 0', { TERM: 'xterm' }],
  ['that is narrow', 'stty cols 20 rows 24', { TERM: 'xterm' }],
  ['that is dumb', 'stty cols 80 rows 24', { TERM: 'dumb' }],
  ['of a CI job', 'stty cols 80 rows 24', { TERM: 'xterm', CI: 'true', NO_COLOR: '1' }],
] as [string, string, Record<string, string>][])('a terminal %s gets whole lines', async (_, size, env) => {
  await using folder = await temporaryFolder()
  const line = `${size}; "${process.execPath}" "${groveBin}" ${START.join(' ')}`
  const { code, stdout } = await grove([], {
    command: ['script', '-qec', line, '/dev/null'],
    env: { CI: '', GROVE_STATE: folder.path, ...env },
  })
  expect(code).toBe(0)
  expect(stdout).not.toContain('\u001B')
  expect(stdout).toMatch(/visitor-1 exited\r\n/)
  expect(stdout).toMatch(/converged in [\d.]+ s\. Ctrl-C stops it\.\r\n/)
})
