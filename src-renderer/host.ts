// Finds the Channel to the host: Electron's preload, else Socket.IO of the page's own server; and exports one HostApi.
import {
  connectHost,
  readPageFragment,
  type CallResult,
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
export type ConnectionStatus = 'connecting' | 'connected' | 'lost' | 'refused'

export interface Connection {
  api: HostApi
  /** What the address asked to open: a folder, a plan or a timeline. */
  open: string | null
  listen(listener: (event: HostEvent) => void): () => void
  /** Told at once and on every change. */
  watch(listener: (access: ConnectionStatus) => void): () => void
}

const TOKEN_KEY = `grove.token.${location.port}`
const OFFLINE: Problem = {
  code: 'NOT_CONNECTED',
  message: 'This page has no connection to Grove.',
  hint: 'See whether `grove ui` still runs; the page connects again by itself.',
}

export async function connect(): Promise<Connection> {
  // The printed address, opened in a tab that shows this page already, changes only what is after the `#`.
  addEventListener('hashchange', () => location.reload())
  const { token, open = null } = readPageFragment(location.hash)
  // The address bar and the history never show it.
  history.replaceState(null, '', location.pathname)
  const channel = window.grove
  if (!channel) return connectSocket(keepToken(token), open)
  return {
    api: connectHost(channel),
    open,
    listen: (listener) => channel.listen(listener),
    watch: (listener) => channel.watch((connected) => listener(connected ? 'connected' : 'lost')),
  }
}

/** The token comes in the address once, and is kept for this tab. */
function keepToken(given: string | undefined): string | null {
  if (given) sessionStorage.setItem(TOKEN_KEY, given)
  return given ?? sessionStorage.getItem(TOKEN_KEY)
}

async function connectSocket(token: string | null, open: string | null): Promise<Connection> {
  const { io } = await import('socket.io-client')
  const socket = io({
    transports: ['websocket'],
    auth: { token },
    autoConnect: token !== null,
    reconnectionDelay: 200,
    reconnectionDelayMax: 2000,
  })
  return {
    open,
    api: connectHost({
      call: async (method, args): Promise<CallResult> => {
        if (!socket.connected) return { ok: false, problem: OFFLINE }
        // Rejects when the connection ends, which pings find out too.
        return socket.emitWithAck('call', method, args).catch(() => ({ ok: false, problem: OFFLINE }))
      },
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
