// The table of commands. A command's file is loaded only when that command runs, which keeps every start fast.
import type { Command } from './command.ts'

const serverActions = () => import('./server-actions.ts')

export const COMMANDS = {
  up: () => import('./up.ts'),
  run: () => import('./run.ts'),
  ui: () => import('./ui.ts'),
  preview: () => import('./preview.ts'),
  ps: () => import('./ps.ts'),
  stop: async () => (await serverActions()).serverActionCommand('stop'),
  kill: async () => (await serverActions()).serverActionCommand('kill'),
  restart: async () => (await serverActions()).serverActionCommand('restart'),
  pause: async () => (await serverActions()).serverActionCommand('pause'),
  resume: async () => (await serverActions()).serverActionCommand('resume'),
  add: () => import('./add.ts'),
  scale: () => import('./scale.ts'),
  fault: () => import('./fault.ts'),
  call: () => import('./call.ts'),
  tap: () => import('./tap.ts'),
  inspect: () => import('./inspect.ts'),
  logs: () => import('./logs.ts'),
  wait: () => import('./wait.ts'),
  down: () => import('./down.ts'),
  export: () => import('./export.ts'),
  check: () => import('./check.ts'),
  diff: () => import('./diff.ts'),
  history: () => import('./history.ts'),
  init: () => import('./init.ts'),
  doctor: () => import('./doctor.ts'),
} as const satisfies Record<string, () => Promise<{ command: Command }>>

export const COMMAND_NAMES = Object.keys(COMMANDS)

export function isCommand(name: string): name is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, name)
}

export async function allCommands(): Promise<Command[]> {
  const modules = await Promise.all(Object.values(COMMANDS).map((load) => load()))
  return modules.map(({ command }) => command)
}
