// Checks before a start that the machine has enough memory for a cluster.
import { HostError } from '../../contract/index.ts'

/** Private memory of an idle server, measured with the sample: 15 MB. Code of the user's comes on top. */
const MIN_BYTES_PER_SERVER = 15 * 1024 ** 2
/** Warn when the cluster would use more than this share of available memory. */
const WARN_RATIO = 0.5

/** @throws {HostError} TOO_LITTLE_MEMORY if even idle servers would not fit */
export function assertEnoughMemory(processes: number, available = process.availableMemory()): void {
  if (processes * MIN_BYTES_PER_SERVER <= available) return
  throw new HostError({
    code: 'TOO_LITTLE_MEMORY',
    message: `${describe(processes, available)}, so nothing was started.`,
    hint: `At most ${Math.floor(available / MIN_BYTES_PER_SERVER)} fit: start fewer, e.g. with --servers chat=10.`,
  })
}

/** Returns a sentence if the servers would use much of the memory, else null. */
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
