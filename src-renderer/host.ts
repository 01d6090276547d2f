// Connects to the host: over Electron's preload if there is one, or else over Socket.IO to the page's own server.
import {
  connectHost,
  takeCode,
  type CallResult,
  type Channel,
  type DesktopShell,
  type HostApi,
  type HostEvent,
  type Problem,
  type ReadLines,
} from '../src-main/contract/index.ts'
import { pagedLines, streamedLines } from './line-stream.ts'

declare global {
  interface Window {
    grove?: Channel
    groveShell?: DesktopShell
  }
}

/**
 * `lost`: no answer; `ended`: nothing listens at the launcher's address any more; `refused`: the page has no valid
 * token; `used`: the code in its address is no longer valid.
 */
export type ConnectionStatus = 'connecting' | 'connected' | 'lost' | 'ended' | 'refused' | 'used'

export interface HostConnection {
  api: HostApi
  /** Whether Grove wrote that address. Any page can send its visitor to another address; it does not have the code. */
  isOwnAddress(): boolean
  readLines: ReadLines
  listen(listener: (event: HostEvent) => void): () => void
  /** Tries at once, instead of at the next attempt. */
  reconnect(): void
  /** Calls the listener now and on each change. */
  watch(listener: (access: ConnectionStatus) => void): () => void
}

const TOKEN_KEY = `grove.token.${location.port}`
const OFFLINE: Problem = {
  code: 'NOT_CONNECTED',
  message: 'This page has no connection to Grove.',
  hint: 'Check that grove ui is running. The page reconnects by itself.',
}

export async function connect(): Promise<HostConnection> {
  const { code, rest } = takeCode(location.hash)
  // The code is worth nothing from now on.
  if (code !== undefined) history.replaceState(history.state, '', location.pathname + rest)
  const channel = window.grove
  if (!channel) return connectSocket(code)
  const api = connectHost(channel)
  return {
    api,
    readLines: pagedLines(api),
    isOwnAddress: () => true,
    listen: (listener) => channel.listen(listener),
    reconnect: () => undefined,
    watch: (listener) => channel.watch((connected) => listener(connected ? 'connected' : 'lost')),
  }
}

/** Exchanges the code for a token, which this tab keeps: a reload uses it again. */
async function connectSocket(code: string | undefined): Promise<HostConnection> {
  const { io } = await import('socket.io-client')
  let token = sessionStorage.getItem(TOKEN_KEY)
  let unused = code
  let isOwnAddress = false
  const socket = io({
    transports: ['websocket'],
    auth: (send) => send(unused === undefined ? { token } : { code: unused }),
    autoConnect: (code ?? token) !== null,
    reconnectionDelay: 200,
    reconnectionDelayMax: 2000,
  })
  socket.on('token', (given: string) => {
    isOwnAddress = true
    unused = undefined
    token = given
    sessionStorage.setItem(TOKEN_KEY, given)
  })
  const refused = (): ConnectionStatus => {
    if (token === null) return code === undefined ? 'refused' : 'used'
    // The address was not Grove's own, or is an old one: this tab has been admitted before.
    if (unused !== undefined) {
      unused = undefined
      socket.connect()
      return 'connecting'
    }
    return 'refused'
  }
  return {
    isOwnAddress: () => isOwnAddress,
    readLines: streamedLines(() => token, OFFLINE),
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
    reconnect: () => {
      if (socket.connected) return
      socket.disconnect().connect()
    },
    watch: (listener) => {
      listener((code ?? token) === null ? 'refused' : socket.connected ? 'connected' : 'connecting')
      const connected = (): void => listener('connected')
      const lost = (): void => listener('lost')
      // Socket.IO stops reconnecting when the server refuses, but not when it is gone.
      const failed = ({ message }: Error): void => {
        if (!socket.active) listener(refused())
        else listener(message === 'timeout' ? 'lost' : 'ended')
      }
      socket.on('connect', connected).on('disconnect', lost).on('connect_error', failed)
      return () => void socket.off('connect', connected).off('disconnect', lost).off('connect_error', failed)
    },
  }
}
