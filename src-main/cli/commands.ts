// The table of commands. A command's file is loaded only when it is asked for: what a command does not need must not
// slow its start.
import type { Command } from './command.ts'

export const COMMANDS = {
  up: () => import('./up.ts'),
  run: () => import('./run.ts'),
  ui: () => import('./ui.ts'),
  ps: () => import('./ps.ts'),
  stop: () => import('./stop.ts'),
  kill: () => import('./kill.ts'),
  restart: () => import('./restart.ts'),
  pause: () => import('./pause.ts'),
  resume: () => import('./resume.ts'),
  add: () => import('./add.ts'),
  scale: () => import('./scale.ts'),
  fault: () => import('./fault.ts'),
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

/** Every command, for the help. */
export async function allCommands(): Promise<Command[]> {
  const modules = await Promise.all(Object.values(COMMANDS).map((load) => load()))
  return modules.map(({ command }) => command)
}
