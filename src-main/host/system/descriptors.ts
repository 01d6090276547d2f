// Keeps file descriptors in reserve: without one, Grove could neither stop a server nor answer a command.
import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'

/** For timelines, logs, commands and the reaper. */
const RESERVED_DESCRIPTORS = 24

/**
 * Throws unless Grove can open `needed` descriptors and keeps its reserve.
 * @throws Node's own error: `EMFILE`, `ENFILE`
 */
export function assertDescriptorsFree(needed: number): void {
  const opened: number[] = []
  try {
    // Only an attempt counts everything that limits a process, on every system.
    while (opened.length < needed + RESERVED_DESCRIPTORS) opened.push(openSync(devNull, 'r'))
  } finally {
    for (const descriptor of opened) closeSync(descriptor)
  }
}
