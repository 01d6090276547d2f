// Describes who uses a port, and frees it if an orphan of Grove does.
import { setTimeout as pause } from 'node:timers/promises'
import { formatClockTime } from '../../../../core/kit/format-clock-time.ts'
import { HostError, type Problem } from '../../../contract/index.ts'
import { killOrphan, readLedgers, type LedgerStatus } from '../orphans.ts'
import { processInfo, type ProcessInfo } from '../process-info/process-info.ts'
import { portOwner } from './port-owner.ts'
import { isFree } from './probe.ts'

/** How long a port may stay in use after its owner was killed. */
const RELEASE_TIMEOUT_MS = 1_000
const POLL_MS = 50

interface PortOwner extends ProcessInfo {
  /** The run that the process belongs to; null if Grove did not start it. */
  run: LedgerStatus | null
  /** Id of the server; null for another process. */
  serverId: string | null
}

/** Returns the problem of a port that is in use, null if it is free. */
export async function describePortConflict(
  state: string,
  host: string,
  port: number,
): Promise<Problem | null> {
  if (await isFree(host, port)) return null
  const owner = await findOwner(state, port)
  if (!owner) return hiddenOwner(`Port ${port} on ${host}`)
  const { pid, command, startedAt, run } = owner
  return {
    code: 'PORT_IN_USE',
    message: `Port ${port} on ${host} is used by ${command} (pid ${pid}, started ${formatClockTime(startedAt)}).`,
    hint: hintFor(owner),
    owner: { port, pid, command, startedAt, ours: run !== null && !run.isActive },
  }
}

/**
 * Kills the process that uses a port if it is an orphan of Grove.
 * @returns the process killed, like `chat-1 (pid 4711)`; null if the port is free
 * @throws {HostError} NOT_OURS; PORT_IN_USE if the port is still in use afterwards; STILL_RUNNING
 */
export async function freePort(state: string, port: number): Promise<string | null> {
  const owner = await findOwner(state, port)
  if (!owner) {
    if (await isFree('0.0.0.0', port)) return null
    throw new HostError(hiddenOwner(`Port ${port}`))
  }
  const { pid, command, run, serverId } = owner
  if (!run || run.isActive) {
    throw new HostError({
      code: 'NOT_OURS',
      message: `Port ${port} is used by ${command} (pid ${pid}), which is not an orphan of Grove.`,
      hint: hintFor(owner),
    })
  }
  await killOrphan(run, pid)
  const killed = `${serverId ?? command} (pid ${pid})`
  for (const end = performance.now() + RELEASE_TIMEOUT_MS; ; await pause(POLL_MS)) {
    const next = await findOwner(state, port)
    if (!next) return killed
    if (performance.now() < end) continue
    throw new HostError({
      code: 'PORT_IN_USE',
      message: `${killed} was stopped, but port ${port} is still used by ${next.command} (pid ${next.pid}).`,
      hint: hintFor(next),
    })
  }
}

async function findOwner(state: string, port: number): Promise<PortOwner | null> {
  const pid = await portOwner(port)
  const [info] = pid === null ? [] : await processInfo([pid])
  if (!info) return null
  for (const run of await readLedgers(state, () => {})) {
    const found = run.processes.find((each) => each.pid === info.pid)
    if (found) return { ...info, run, serverId: found.id }
  }
  return { ...info, run: null, serverId: null }
}

function hiddenOwner(port: string): Problem {
  return {
    code: 'PORT_IN_USE',
    message: `${port} is used by a process that is not visible from here.`,
    hint: 'It belongs to another user or runs in a container. Choose another port, or "auto" for any free one.',
  }
}

function hintFor({ run, serverId }: PortOwner): string {
  if (!run) return 'Stop it, choose another port, or "auto" for any free one.'
  const { name, startedAt, launcher } = run.ledger
  const process = serverId ?? 'a process'
  return run.isActive
    ? `It is ${process} of the cluster "${name}", which runs (its Grove is pid ${launcher.pid}). Stop that one first.`
    : `It is ${process} of the cluster "${name}", your orphan of ${formatClockTime(startedAt)}. \`grove up --free-port\` ends it.`
}
