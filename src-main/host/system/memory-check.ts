// Whether a machine has room for a cluster: by what a server of Grove's own takes at least, before any code of the user's.
import { HostError } from '../../contract/index.ts'

/** Memory of a process that it shares with no other, measured with the sample: 15 MB. */
const MIN_BYTES_PER_SERVER = 15 * 1024 ** 2
/** From this part of what is available on, it is said before the start. */
const WARN_RATIO = 0.5

/** Fails with `TOO_LITTLE_MEMORY` where the processes cannot fit, whatever the user's code does. */
export function assertEnoughMemory(processes: number, available = process.availableMemory()): void {
  if (processes * MIN_BYTES_PER_SERVER <= available) return
  throw new HostError({
    code: 'TOO_LITTLE_MEMORY',
    message: `${describe(processes, available)}, so nothing was started.`,
    hint: `At most ${Math.floor(available / MIN_BYTES_PER_SERVER)} fit: ask for fewer, e.g. with --servers chat=10.`,
  })
}

/** A sentence where they would take much of the memory; null where there is room. */
export function memoryWarning(processes: number, available = process.availableMemory()): string | null {
  if (processes * MIN_BYTES_PER_SERVER <= available * WARN_RATIO) return null
  return `${describe(processes, available)}: the machine may become slow.`
}

function describe(processes: number, available: number): string {
  return `${processes} processes need at least ${gigabytes(processes * MIN_BYTES_PER_SERVER)} GB of memory, and ${gigabytes(available)} GB are available`
}

function gigabytes(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1)
}
