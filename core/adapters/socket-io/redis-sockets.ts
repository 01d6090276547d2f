// The connections of this process to Redis: faults of its control links are applied to them.
import { Socket } from 'node:net'
import type { AdapterContext } from '../adapter.ts'
import type { Node } from './node.ts'

/** The clients that the adapters support, in a line of a stack. */
const REDIS_CLIENT = /[\\/]node_modules[\\/](@redis[\\/]client|redis|ioredis)[\\/]/
const MAX_FRAMES = 30

export class RedisSockets {
  readonly #sockets = new Set<Socket>()
  readonly #nodes: Node[] = []

  constructor(context: AdapterContext) {
    context.wrapMethod(Socket.prototype, 'connect', (socket: Socket, args, connect) => {
      const result: unknown = connect(socket, args)
      if (isCalledByRedisClient()) this.#add(socket)
      return result
    })
  }

  addNode(node: Node): void {
    this.#nodes.push(node)
    for (const socket of this.#sockets) node.member.faults.watch('control', socket)
  }

  #add(socket: Socket): void {
    // The clients wait for an error; of a socket that only closes they would hear nothing and try no more.
    if (this.#nodes.some(({ member }) => member.faults.kindOf('control') === 'cut')) {
      return void socket.destroy(new Error('injected fault: the connections to Redis are cut'))
    }
    if (this.#sockets.has(socket)) return
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    for (const { member } of this.#nodes) member.faults.watch('control', socket)
  }
}

function isCalledByRedisClient(): boolean {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = MAX_FRAMES
  const { stack = '' } = new Error()
  Error.stackTraceLimit = stackTraceLimit
  return REDIS_CLIENT.test(stack)
}
