// Asks a process's debugger whether the process is paused at a breakpoint.
import { WebSocket } from 'ws'

/** The debugger runs in a thread of its own, so it answers however busy the process is. */
const ANSWER_TIMEOUT_MS = 1_000

export class BreakpointProbe {
  readonly #url: string
  #socket: WebSocket | null = null
  #id = 0

  constructor(url: string) {
    this.#url = url
  }

  /**
   * Returns false also when the debugger does not answer. The connection is kept while the process is paused, because
   * each new one prints a line to its log, and closed otherwise, because Node does not exit while one is open.
   */
  async isPaused(): Promise<boolean> {
    try {
      const socket = (this.#socket ??= await connect(this.#url))
      if (await this.#query(socket)) return true
    } catch {
      // No answer: treated as not paused.
    }
    this.close()
    return false
  }

  close(): void {
    this.#socket?.terminate()
    this.#socket = null
  }

  #query(socket: WebSocket): Promise<boolean> {
    const id = (this.#id += 2)
    return new Promise((resolve, reject) => {
      const finish = (complete: () => void): void => {
        clearTimeout(timer)
        socket.off('message', onMessage)
        socket.off('close', onClose)
        complete()
      }
      const onMessage = (data: unknown): void => {
        const message = JSON.parse(String(data)) as { id?: number; method?: string }
        // A paused process reports it before it answers.
        if (message.method === 'Debugger.paused') return finish(() => resolve(true))
        if (message.id === id) finish(() => resolve(false))
      }
      const onClose = (): void => finish(() => reject(new Error('the debugger does not answer')))
      const timer = setTimeout(onClose, ANSWER_TIMEOUT_MS)
      socket.on('message', onMessage)
      socket.once('close', onClose)
      socket.send(JSON.stringify({ id, method: 'Debugger.enable' }))
      // With the domain left enabled, the process would stay paused after its own debugger has disconnected.
      socket.send(JSON.stringify({ id: id + 1, method: 'Debugger.disable' }))
    })
  }
}

function connect(url: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { handshakeTimeout: ANSWER_TIMEOUT_MS, perMessageDeflate: false })
    socket.once('open', () => resolve(socket))
    socket.on('error', reject)
  })
}
