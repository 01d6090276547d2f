// A port that somebody has: who, since when, and whether it is an orphan of Grove's own, which may be ended.
import { HostError, type Problem } from '../../../contract/index.ts'
import { endLeft, readLedgers, type LedgerSight } from '../orphans.ts'
import { processInfo, type ProcessFacts } from '../process-info/process-info.ts'
import { portOwner } from './port-owner.ts'
import { isFree } from './probe.ts'

/** How long the port of a process that was ended may take to be free, milliseconds. */
const FREE_WITHIN = 1_000

interface Taken extends ProcessFacts {
  /** The run whose process it is, and that one's id in it; null for a process that is none of Grove's. */
  ours: { sight: LedgerSight; id: string | null } | null
}

/** What is to be said of a port that cannot be had; null where it is free. */
export async function describePortConflict(
  state: string,
  host: string,
  port: number,
): Promise<Problem | null> {
  if (await isFree(host, port)) return null
  const taken = await lookAt(state, port)
  if (!taken) {
    return {
      code: 'PORT_IN_USE',
      message: `Port ${port} on ${host} is in use, by a process that cannot be seen from here.`,
      hint: 'It is another user’s, or in a container. Choose another port, or "auto" for any free one.',
    }
  }
  const { pid, command, startedAt, ours } = taken
  return {
    code: 'PORT_IN_USE',
    message: `Port ${port} on ${host} is in use by ${command} (pid ${pid}), since ${clock(startedAt)}.`,
    hint: hintFor(ours),
    owner: { port, pid, command, startedAt, ours: ours !== null && !ours.sight.attended },
  }
}

/**
 * Ends the process that has a port, if it is what an ended run of Grove's left; answers what was ended, null where the
 * port is free. Fails with `NOT_OURS` for any other process.
 */
export async function freePort(state: string, port: number): Promise<string | null> {
  const taken = await lookAt(state, port)
  if (!taken) return null
  const { pid, command, ours } = taken
  if (!ours || ours.sight.attended) {
    throw new HostError({
      code: 'NOT_OURS',
      message: `Port ${port} is in use by ${command} (pid ${pid}), which Grove did not leave and does not end.`,
      hint: hintFor(ours),
    })
  }
  await endLeft(ours.sight, pid)
  for (const end = performance.now() + FREE_WITHIN; performance.now() < end;) {
    if ((await portOwner(port)) === null) break
  }
  return `${ours.id ?? command} (pid ${pid})`
}

async function lookAt(state: string, port: number): Promise<Taken | null> {
  const pid = await portOwner(port)
  const [facts] = pid === null ? [] : await processInfo([pid])
  if (!facts) return null
  for (const sight of await readLedgers(state)) {
    const found = sight.processes.find((each) => each.pid === facts.pid)
    if (found) return { ...facts, ours: { sight, id: found.id } }
  }
  return { ...facts, ours: null }
}

function hintFor(ours: Taken['ours']): string {
  if (!ours) return 'Stop it, choose another port, or "auto" for any free one.'
  const { name, startedAt, launcher } = ours.sight.entries
  const who = ours.id ?? 'a process'
  return ours.sight.attended
    ? `It is ${who} of the cluster "${name}", which runs (its Grove is pid ${launcher.pid}). Stop that one first.`
    : `It is ${who} of the cluster "${name}", your orphan of ${clock(startedAt)}. \`grove up --free-port\` ends it.`
}

/** `14:02`, with the date where that is not today's. */
export function clock(iso: string): string {
  const date = new Date(iso)
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  return date.toDateString() === new Date().toDateString()
    ? time
    : `${date.toLocaleDateString('en-CA')} ${time}`
}
