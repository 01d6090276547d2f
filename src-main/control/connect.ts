// The other side of the door: a command's connection to a running Grove.
import type { Socket } from 'socket.io-client'
import { connectHost, HostError, type CallResult, type HostApi, type HostEvent } from '../contract/index.ts'
import { groveVersion } from '../host/index.ts'
import type { Instance } from './instance.ts'

const CONNECT_DEADLINE = 5_000

export interface Connection {
  instance: Instance
  api: HostApi
  /** Events come only where they were asked for. Returns its undo. */
  listen(listener: (event: HostEvent) => void): () => void
  /** Resolves when the connection has ended, from either side. */
  ended: Promise<void>
  close(): void
}

/** Fails with `OTHER_VERSION` or `INSTANCE_GONE`. Calls in flight, and all later ones, fail when the other side goes. */
export async function connectInstance(
  instance: Instance,
  { events = false }: { events?: boolean } = {},
): Promise<Connection> {
  if (instance.version !== groveVersion) throw otherVersion(instance)
  const { io } = await import('socket.io-client')
  const socket = io(`http://127.0.0.1:${instance.port}`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    timeout: CONNECT_DEADLINE,
    auth: { token: instance.token, events },
  })
  await connected(socket, instance)
  return {
    instance,
    ended: new Promise<void>((resolve) => socket.once('disconnect', () => resolve())),
    api: connectHost({
      // Rejects when the connection ends, which pings find out too; what is emitted after that would wait for good.
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
  return new HostError(
    { code: 'INSTANCE_GONE', message: `Grove (pid ${pid}) does not answer any more.` },
    cause,
  )
}

function otherVersion({ pid, version }: Instance): HostError {
  return new HostError({
    code: 'OTHER_VERSION',
    message: `The Grove that runs (pid ${pid}) is version ${version}, and this command is ${groveVersion}.`,
    hint: `Use the command of version ${version}, or end that Grove first (Ctrl-C, or kill ${pid}).`,
  })
}
