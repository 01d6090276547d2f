// Actions on servers: which fit now, in which order they are made, and their undo.
import {
  problemOf,
  type HostApi,
  type Problem,
  type ServerAction,
  type ServerSummary,
} from '../../src-main/contract/index.ts'
import { words } from '../words/words.svelte.ts'
import { PartialChange, type Change, type Undo } from './actions.svelte.ts'
import type { Session } from './session.svelte.ts'

/** Whether it can be stopped and disturbed; otherwise it can be started. */
export function hasProcess({ status, pid }: ServerSummary): boolean {
  return status !== 'exited' && (status !== 'failed' || pid !== null)
}

/** Whether an action fits the server now. */
export function fits(action: ServerAction, server: ServerSummary): boolean {
  if (action === 'spawn') return !hasProcess(server)
  if (action === 'restart') return true
  if (!hasProcess(server)) return false
  if (action === 'resume') return server.paused
  return action !== 'pause' || !server.paused
}

/** Does an action to those of the servers that it fits. The master comes first where servers start, last where they end. */
export function actOnServers(
  session: Session,
  action: ServerAction,
  servers: readonly ServerSummary[],
): Promise<boolean> {
  const fitting = servers.filter((server) => fits(action, server))
  if (fitting.length === 0) return Promise.resolve(false)
  return session.actions.perform(changeOfServers(session, action, fitting))
}

function changeOfServers(session: Session, action: ServerAction, servers: readonly ServerSummary[]): Change {
  const describe = (done: readonly string[]): Pick<Change, 'text' | 'undo'> => ({
    text: () => words.status.did(action, done),
    undo: undoOf(session, action, done),
  })
  return {
    ...describe(servers.map(({ id }) => id)),
    call: (api, run) => inOrder(api, run, action, servers, describe),
  }
}

/** @throws {PartialChange} if it failed for a server */
async function inOrder(
  api: HostApi,
  run: string,
  action: ServerAction,
  servers: readonly ServerSummary[],
  describe: (done: readonly string[]) => PartialChange['done'],
): Promise<void> {
  const masters = servers.filter(({ role }) => role === 'master')
  const others = servers.filter(({ role }) => role !== 'master')
  const isEnding = action === 'stop' || action === 'kill' || action === 'pause'
  const settled: Settled = { done: [], failed: [] }
  for (const group of isEnding ? [others, masters] : [masters, others]) {
    const { done, failed } = await settleParts(
      group.map(({ id }) => ({ id, call: () => api.act(run, id, action) })),
    )
    settled.done.push(...done)
    settled.failed.push(...failed)
  }
  assertNoneFailed(settled, describe)
}

interface Settled {
  /** The ids of the servers for which it was done. */
  done: string[]
  failed: Problem[]
}

/** Makes the calls at once, and waits for all of them. */
export async function settleParts(
  parts: readonly { id: string; call: () => Promise<unknown> }[],
): Promise<Settled> {
  const settled: Settled = { done: [], failed: [] }
  const results = await Promise.allSettled(parts.map(({ call }) => call()))
  for (const [at, { id }] of parts.entries()) {
    const result = results[at]
    if (result?.status === 'rejected') settled.failed.push({ ...problemOf(result.reason), server: id })
    else settled.done.push(id)
  }
  return settled
}

/** @throws {PartialChange} that names the servers that failed */
export function assertNoneFailed(
  { done, failed }: Settled,
  describe: (done: readonly string[]) => PartialChange['done'],
): void {
  const [first, ...others] = failed
  if (!first) return
  if (others.length === 0 && done.length === 0) throw new PartialChange(null, first)
  const { server: _server, ...problem } = first
  const message = words.status.failedOn(failed, done.length)
  throw new PartialChange(done.length > 0 ? describe(done) : null, { ...problem, message })
}

const OPPOSITES: Readonly<Partial<Record<ServerAction, ServerAction>>> = {
  kill: 'spawn',
  stop: 'spawn',
  spawn: 'stop',
  pause: 'resume',
  resume: 'pause',
}

function undoOf(session: Session, action: ServerAction, ids: readonly string[]): Undo | null {
  const opposite = OPPOSITES[action]
  if (opposite === undefined) return null
  const fitting = (): ServerSummary[] =>
    (session.run?.summary.servers ?? []).filter(
      (server) => ids.includes(server.id) && server.desired !== 'removed' && fits(opposite, server),
    )
  return {
    text: () => words.status.undoes(opposite, ids),
    call: (api, run) => inOrder(api, run, opposite, fitting(), () => null),
    obstacle: () => (fitting().length > 0 ? null : words.status.undoDoesNotFit(opposite, ids)),
  }
}
