// Commands that call a method: they open the panel with the caller and the method chosen.
import { words } from '../../words/words.svelte.ts'
import type { CallableMethod } from '../calling.svelte.ts'
import { openCall } from '../open-call.ts'
import type { Session } from '../session.svelte.ts'
import type { Command, CommandSource, Screen } from './command.ts'

const MAX_METHODS = 40

export const callCommands: CommandSource = ({ session, screen }, text): Command[] => {
  if (screen === null) return []
  const { selectedServer } = screen.inspector
  const callers = callersOf(session)
  const caller = callers.find((id) => id === selectedServer) ?? null
  const unavailable = obstacle(session, screen, callers)
  const texts = words.call
  return [
    {
      id: 'call.open',
      group: 'panels',
      title: caller === null ? texts.open : texts.openFor(caller),
      keys: ['C'],
      keywords: ['rpc method'],
      menu: 'cluster',
      unavailable,
      run: () => openCall(screen, caller),
    },
    ...(text === '' ? [] : callers.filter((id) => id !== caller)).map((id): Command => ({
      id: `call.from:${id}`,
      group: 'servers',
      title: texts.openFor(id),
      unavailable,
      run: () => openCall(screen, id),
    })),
    ...(text === '' ? [] : methodsOf(screen)).map((method): Command => ({
      id: `call.method:${method.serverType}:${method.service}.${method.method}`,
      group: 'servers',
      title: texts.openMethod(`${method.service}.${method.method}`, method.serverType),
      unavailable,
      run: () => openCall(screen, null, method),
    })),
  ]
}

/** The servers that can be asked to make a call. */
function callersOf(session: Session): string[] {
  return (session.run?.summary.servers ?? [])
    .filter(({ role, pid, parent }) => role === 'server' && pid !== null && parent === null)
    .map(({ id }) => id)
}

function obstacle(session: Session, { inspector }: Screen, callers: readonly string[]): string | undefined {
  const texts = words.call
  const { run } = inspector
  if (run.summary.readOnly) return texts.recorded
  if (run.hasEnded) return texts.ended
  if (!session.canAct) return words.commands.launcherGone
  if (run.store.header?.dialect) return texts.foreign(run.dialect.title)
  return callers.length === 0 ? texts.noServers : undefined
}

/** What the caller of the panel can call, as far as it was asked. */
function methodsOf({ inspector }: Screen): CallableMethod[] {
  return (inspector.calling.services ?? [])
    .flatMap(({ serverType, service, methods }) => methods.map((method) => ({ serverType, service, method })))
    .slice(0, MAX_METHODS)
}
