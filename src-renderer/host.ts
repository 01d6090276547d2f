// Connects to the host: over Electron's preload if there is one, or else over Socket.IO to the page's own server.
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

/** `refused`: the page has no valid token. */
export type ConnectionStatus = 'connecting' | 'connected' | 'lost' | 'refused'

export interface HostConnection {
  api: HostApi
  /** The folder, plan or timeline that the page's address asks to open. */
  open: string | null
  listen(listener: (event: HostEvent) => void): () => void
  /** Calls the listener now and on each change. */
  watch(listener: (access: ConnectionStatus) => void): () => void
}

const TOKEN_KEY = `grove.token.${location.port}`
const OFFLINE: Problem = {
  code: 'NOT_CONNECTED',
  message: 'This page has no connection to Grove.',
  hint: 'Check that `grove ui` is running. The page reconnects by itself.',
}

export async function connect(): Promise<HostConnection> {
  // Opening the printed address in a tab that shows this page already changes only the fragment.
  addEventListener('hashchange', () => location.reload())
  const { token, open = null } = readPageFragment(location.hash)
  // Keeps the token out of the address bar and the history.
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

/** Keeps the token from the address for this tab. */
function keepToken(given: string | undefined): string | null {
  if (given) sessionStorage.setItem(TOKEN_KEY, given)
  return given ?? sessionStorage.getItem(TOKEN_KEY)
}

async function connectSocket(token: string | null, open: string | null): Promise<HostConnection> {
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
        // Rejects when the connection ends.
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
      // Socket.IO stops reconnecting when the server refuses, but not when it is gone.
      const failed = (): void => listener(socket.active ? 'lost' : 'refused')
      socket.on('connect', connected).on('disconnect', lost).on('connect_error', failed)
      return () => void socket.off('connect', connected).off('disconnect', lost).off('connect_error', failed)
    },
  }
}
