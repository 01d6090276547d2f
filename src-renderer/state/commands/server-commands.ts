// Commands that act on servers: on one, on all of a type, on all.
import type { ServerAction, ServerSummary } from '../../../src-main/contract/index.ts'
import { words } from '../../words/words.svelte.ts'
import { actOnServers, fits } from '../server-actions.ts'
import { scaleType } from '../scaling.ts'
import type { Session } from '../session.svelte.ts'
import type { Command, CommandSource, Screen } from './command.ts'

const ACTIONS: readonly ServerAction[] = ['restart', 'stop', 'kill', 'pause', 'resume', 'spawn']
/** What people call them elsewhere. */
const KEYWORDS: Readonly<Record<ServerAction, string>> = {
  restart: 'reboot',
  stop: 'terminate',
  kill: 'SIGKILL crash terminate',
  pause: 'SIGSTOP suspend',
  resume: 'SIGCONT continue',
  spawn: 'run spawn',
}

export const serverCommands: CommandSource = ({ session, screen }, text): Command[] => {
  if (screen === null || !screen.inspector.run.live) return []
  const { servers, serverTypes } = session.run?.summary ?? { servers: [], serverTypes: [] }
  const { selectedServer } = screen.inspector
  const named = text === '' ? servers.filter(({ id }) => id === selectedServer) : servers
  const commands = [
    ...named.flatMap((server) => onOne(session, screen, server)),
    ...(text === '' ? [] : serverTypes.flatMap((type) => onType(session, type, text))),
    ...(text === '' ? [] : onAll(session, servers)),
  ]
  const { launcherGone } = words.commands
  return session.canAct ? commands : commands.map((command) => ({ ...command, unavailable: launcherGone }))
}

function onOne(session: Session, { inspector }: Screen, server: ServerSummary): Command[] {
  const texts = words.commands
  const { id } = server
  const acts = ACTIONS.map((action): Command => ({
    id: `server.${action}:${id}`,
    group: 'servers',
    title: texts.act(action, id),
    keywords: [KEYWORDS[action]],
    unavailable: fits(action, server) ? undefined : texts.doesNotFit(action, id),
    run: () => actOnServers(session, action, [server]),
  }))
  const kind = inspector.run.store.lanes.get(id)?.kind
  return [
    ...acts,
    {
      id: `server.debug:${id}`,
      group: 'servers',
      title: texts.debug(id),
      keywords: ['inspect'],
      unavailable:
        kind === 'member'
          ? fits('kill', server)
            ? undefined
            : texts.doesNotFit('kill', id)
          : texts.notObserved(id),
      run: () => session.openDebugger(id),
    },
    {
      id: `server.select:${id}`,
      group: 'servers',
      title: texts.selectServer(id),
      keywords: ['show go to'],
      run: () => inspector.selectServer(id),
    },
  ]
}

function onType(session: Session, type: string, text: string): Command[] {
  const texts = words.commands
  const servers = (session.run?.summary.servers ?? []).filter(({ serverType }) => serverType === type)
  const count = /(?:^|\s)(\d{1,4})$/u.exec(text)?.[1]
  const scale: Command[] =
    count === undefined
      ? []
      : [
          {
            id: `type.scale:${type}:${count}`,
            group: 'servers',
            title: texts.scale(type, Number(count)),
            run: () => scaleType(session, type, Number(count)),
          },
        ]
  return [
    ...scale,
    ...onMany(session, `type.`, `:${type}`, servers, (action, many) => texts.actOnType(action, type, many)),
  ]
}

function onAll(session: Session, servers: readonly ServerSummary[]): Command[] {
  const texts = words.commands
  return onMany(session, 'all.', '', servers, texts.actOnAll).map((command) =>
    command.id === 'all.kill'
      ? {
          ...command,
          question: { text: texts.killAllQuestion(servers.length), confirm: texts.killAllConfirm },
        }
      : command,
  )
}

/** The actions on the servers that each fits. */
function onMany(
  session: Session,
  prefix: string,
  suffix: string,
  servers: readonly ServerSummary[],
  title: (action: ServerAction, count: number) => string,
): Command[] {
  return ACTIONS.map((action) => {
    const fitting = servers.filter((server) => fits(action, server))
    return {
      id: `${prefix}${action}${suffix}`,
      group: 'servers',
      title: title(action, fitting.length),
      keywords: [KEYWORDS[action]],
      unavailable: fitting.length > 0 ? undefined : words.commands.fitsNone(action),
      run: () => actOnServers(session, action, fitting),
    }
  })
}
