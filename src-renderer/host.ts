// Finds the Channel to the host: Electron's preload, else Socket.IO of the page's own server; and exports one HostApi.
import {
  connectHost,
  type Answer,
  type Channel,
  type HostApi,
  type HostEvent,
  type Problem,
} from '../src-main/contract/index.ts'

declare global {
  interface Window {
    grove?: Channel
  }
}

/** What stands between this page and its host. */
export type Access = 'connecting' | 'connected' | 'lost' | 'refused'

export interface Connection {
  api: HostApi
  listen(listener: (event: HostEvent) => void): () => void
  /** Told at once and on every change. */
  watch(listener: (access: Access) => void): () => void
}

const TOKEN_KEY = `grove.token.${location.port}`
const CALL_DEADLINE = 30_000
const OFFLINE: Problem = {
  code: 'NOT_CONNECTED',
  message: 'This page has no connection to Grove.',
  hint: 'See whether `grove ui` still runs; the page connects again by itself.',
}

export async function connect(): Promise<Connection> {
  const channel = window.grove
  if (!channel) return connectSocket()
  return {
    api: connectHost(channel),
    listen: (listener) => channel.listen(listener),
    watch: (listener) => channel.watch((connected) => listener(connected ? 'connected' : 'lost')),
  }
}

/** The token comes in the address once, and is kept for this tab: the address bar and the history never show it. */
function takeToken(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get('token')
  if (given) {
    sessionStorage.setItem(TOKEN_KEY, given)
    history.replaceState(null, '', location.pathname)
  }
  return given ?? sessionStorage.getItem(TOKEN_KEY)
}

async function connectSocket(): Promise<Connection> {
  const token = takeToken()
  // The printed address, opened in a tab that shows this page already, changes only what is after the `#`.
  addEventListener('hashchange', () => location.reload())
  const { io } = await import('socket.io-client')
  const socket = io({
    transports: ['websocket'],
    auth: { token },
    autoConnect: token !== null,
    reconnectionDelay: 200,
    reconnectionDelayMax: 2000,
  })
  return {
    api: connectHost({
      call: async (method, args): Promise<Answer> => {
        if (!socket.connected) return { ok: false, problem: OFFLINE }
        return socket.timeout(CALL_DEADLINE).emitWithAck('call', method, args)
      },
      listen: () => () => undefined,
      watch: () => () => undefined,
    }),
    listen: (listener) => {
      socket.on('event', listener)
      return () => socket.off('event', listener)
    },
    watch: (listener) => {
      listener(token === null ? 'refused' : socket.connected ? 'connected' : 'connecting')
      const connected = (): void => listener('connected')
      const lost = (): void => listener('lost')
      // A refusal by the server ends the attempts; a server that is gone does not.
      const failed = (): void => listener(socket.active ? 'lost' : 'refused')
      socket.on('connect', connected).on('disconnect', lost).on('connect_error', failed)
      return () => void socket.off('connect', connected).off('disconnect', lost).off('connect_error', failed)
    },
  }
}
