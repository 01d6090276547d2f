// Connects a command to the control server of a running Grove.
import type { Socket } from 'socket.io-client'
import { connectHost, HostError, type CallResult, type HostApi, type HostEvent } from '../contract/index.ts'
import { groveVersion } from '../host/locations.ts'
import { isSuspended, type Instance } from './instance.ts'

const CONNECT_TIMEOUT_MS = 5_000

export interface Connection {
  instance: Instance
  api: HostApi
  /** Events arrive only if the connection was opened with `events`. Returns an unsubscribe function. */
  listen(listener: (event: HostEvent) => void): () => void
  /** Resolves when either side has closed the connection. */
  ended: Promise<void>
  close(): void
}

/**
 * When Grove ends, calls in flight and later calls are rejected with INSTANCE_GONE.
 * @throws {HostError} OTHER_VERSION, SUSPENDED, INSTANCE_GONE
 */
export async function connectInstance(
  instance: Instance,
  { events = false }: { events?: boolean } = {},
): Promise<Connection> {
  if (instance.version !== groveVersion) throw otherVersion(instance)
  if (await isSuspended(instance)) throw suspended(instance)
  const { io } = await import('socket.io-client')
  const socket = io(`http://127.0.0.1:${instance.port}`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    timeout: CONNECT_TIMEOUT_MS,
    auth: { token: instance.token, events },
  })
  await connected(socket, instance)
  return {
    instance,
    ended: new Promise<void>((resolve) => socket.once('disconnect', () => resolve())),
    api: connectHost({
      // A packet emitted while disconnected would wait forever.
      call: async (method, args): Promise<CallResult> => {
        if (!socket.connected) throw instanceGone(instance)
        return socket.emitWithAck('call', method, args).catch((error: unknown) => {
          throw instanceGone(instance, error)
        })
      },
    }),
    listen: (listener) => {
      socket.on('event', listener)
      return () => socket.off('event', listener)
    },
    close: () => void socket.disconnect(),
  }
}

function connected(socket: Socket, instance: Instance): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', (error) => {
      socket.disconnect()
      reject(instanceGone(instance, error))
    })
  })
}

function instanceGone({ pid }: Instance, cause?: unknown): HostError {
  return new HostError({ code: 'INSTANCE_GONE', message: `Grove (pid ${pid}) does not answer.` }, cause)
}

function suspended({ pid }: Instance): HostError {
  return new HostError({
    code: 'SUSPENDED',
    message: `Grove (pid ${pid}) is suspended.`,
    hint: `Continue it with kill -CONT ${pid}, or with fg in its terminal.`,
  })
}

function otherVersion({ pid, version }: Instance): HostError {
  return new HostError({
    code: 'OTHER_VERSION',
    message: `The running Grove (pid ${pid}) has version ${version}, this command has version ${groveVersion}.`,
    hint: `Use the command of version ${version}, or stop that Grove (Ctrl-C, or kill ${pid}).`,
  })
}
