// Commands that act on servers: on one, on those selected, on all of a type, on all.
import type { ServerAction, ServerSummary } from '../../../src-main/contract/index.ts'
import { words } from '../../words/words.svelte.ts'
import { scaleType } from '../scaling.ts'
import { actOnServers, fits } from '../server-actions.ts'
import type { Session } from '../session.svelte.ts'
import type { Command, CommandSource, Screen } from './command.ts'
import { faultsOnMany } from './fault-commands.ts'

const ACTIONS: readonly ServerAction[] = ['restart', 'stop', 'kill', 'pause', 'resume', 'spawn']
/** What people call them elsewhere. */
const KEYWORDS: Readonly<Record<ServerAction, readonly string[]>> = {
  restart: ['reboot'],
  stop: ['terminate'],
  kill: ['SIGKILL', 'crash', 'terminate'],
  pause: ['SIGSTOP', 'suspend'],
  resume: ['SIGCONT', 'continue'],
  spawn: ['run', 'spawn'],
}

/** Servers to act on together. */
interface ServerScope {
  /** Ends the ids of commands. */
  key: string
  servers: readonly ServerSummary[]
  /** The servers in words, such as "all 3 chat servers"; `count` of them take part. */
  name: (count: number) => string
}

export const serverCommands: CommandSource = ({ session, screen }, text): Command[] => {
  if (screen === null || !screen.inspector.run.live) return []
  const { servers, serverTypes } = session.run?.summary ?? { servers: [], serverTypes: [] }
  const { selectedServer } = screen.inspector
  const named = text === '' ? servers.filter(({ id }) => id === selectedServer) : servers
  const selected = selectedScope(session, screen)
  const commands = [
    ...(selected.servers.length > 1 ? scopeCommands(session, selected) : []),
    ...named.flatMap((server) => onOne(session, screen, server)),
  ]
  if (text !== '') {
    for (const type of serverTypes) {
      commands.push(...typed(session, type, text), ...scopeCommands(session, typeScope(session, type)))
    }
    commands.push(...scopeCommands(session, allScope(session)))
  }
  return availableTo(session, commands)
}

/** The commands on servers of a type, for its menu. */
export function typeCommands(session: Session, screen: Screen, type: string): Command[] {
  return menuCommands(session, screen, typeScope(session, type))
}

/** The commands on the servers that are selected together. */
export function selectionCommands(session: Session, screen: Screen): Command[] {
  return menuCommands(session, screen, selectedScope(session, screen))
}

function menuCommands(session: Session, { inspector }: Screen, scope: ServerScope): Command[] {
  // Faults are injected where the tap is.
  const members = scope.servers.filter(({ id }) => inspector.run.lanes.get(id)?.kind === 'member')
  const faults = members.length > 0 ? faultsOnMany(session, members) : []
  return availableTo(session, [...scopeCommands(session, scope), ...faults])
}

/** In the past and without a launcher nothing can be changed. */
function availableTo(session: Session, commands: Command[]): Command[] {
  const { launcherGone } = words.commands
  return session.canAct ? commands : commands.map((command) => ({ ...command, unavailable: launcherGone }))
}

function typeScope(session: Session, type: string): ServerScope {
  const servers = (session.run?.summary.servers ?? []).filter(({ serverType }) => serverType === type)
  return { key: `type:${type}`, servers, name: (count) => words.commands.allOfType(type, count) }
}

function selectedScope(session: Session, { rows }: Screen): ServerScope {
  const { ids } = rows.marks
  const servers = (session.run?.summary.servers ?? []).filter(({ id }) => ids.has(id))
  return { key: 'selected', servers, name: words.commands.selected }
}

function allScope(session: Session): ServerScope {
  return { key: 'all', servers: session.run?.summary.servers ?? [], name: words.commands.allServers }
}

function onOne(session: Session, screen: Screen, server: ServerSummary): Command[] {
  const texts = words.commands
  const { id } = server
  const { inspector } = screen
  const isMember = inspector.run.lanes.get(id)?.kind === 'member'
  const notRunning = fits('kill', server) ? undefined : texts.doesNotFit('kill', id)
  return [
    ...ACTIONS.map((action): Command => ({
      id: `server.${action}:${id}`,
      group: 'servers',
      title: texts.act(action, id),
      keywords: KEYWORDS[action],
      unavailable: fits(action, server) ? undefined : texts.doesNotFit(action, id),
      run: () => actOnServers(session, action, [server]),
    })),
    {
      id: `server.debug:${id}`,
      group: 'servers',
      title: texts.debug(id),
      keywords: ['inspect'],
      unavailable: isMember ? notRunning : texts.notObserved(id),
      run: () => session.openDebugger(id),
    },
    {
      id: `server.select:${id}`,
      group: 'servers',
      title: texts.selectServer(id),
      keywords: ['show', 'go'],
      run: () => inspector.selectServer(id),
    },
  ]
}

/** "scale chat 5". */
function typed(session: Session, type: string, text: string): Command[] {
  const count = /(?:^|\s)(\d{1,3})$/u.exec(text)?.[1]
  if (count === undefined) return []
  return [
    {
      id: `type.scale:${type}:${count}`,
      group: 'servers',
      title: words.commands.scale(type, Number(count)),
      run: () => scaleType(session, type, Number(count)),
    },
  ]
}

/** The actions on the servers of a scope that each fits. */
function scopeCommands(session: Session, scope: ServerScope): Command[] {
  const texts = words.commands
  const acts = ACTIONS.map((action): Command => {
    const fitting = scope.servers.filter((server) => fits(action, server))
    const isKillOfAll = action === 'kill' && fitting.length > 1 && fitting.length === running(session).length
    return {
      id: `servers.${action}:${scope.key}`,
      group: 'servers',
      title: texts.act(action, scope.name(fitting.length)),
      keywords: KEYWORDS[action],
      unavailable: fitting.length > 0 ? undefined : texts.fitsNone(action),
      question: isKillOfAll
        ? { text: texts.killAllQuestion(fitting.length), confirm: texts.killAllConfirm }
        : undefined,
      run: () => actOnServers(session, action, fitting),
    }
  })
  return acts
}

function running(session: Session): ServerSummary[] {
  return (session.run?.summary.servers ?? []).filter((server) => fits('kill', server))
}
