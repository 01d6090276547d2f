// Asks a process's inspector whether it stands at a breakpoint.
import { WebSocket } from 'ws'

/** An inspector answers from a thread of its own, however busy the process is. */
const ANSWER = 1_000

export class BreakpointWatch {
  readonly #url: string
  #socket: WebSocket | null = null
  #id = 0

  constructor(url: string) {
    this.#url = url
  }

  /**
   * False too where the inspector does not answer. The connection is kept as long as the process stands, because each is a
   * line in its log; no longer, because Node does not exit while one is open. Between two looks it takes no part in
   * debugging, or the process would stand on when its debugger leaves.
   */
  async look(): Promise<boolean> {
    try {
      const socket = (this.#socket ??= await connect(this.#url))
      if (await this.#ask(socket)) return true
    } catch {
      // Whoever cannot be asked does not stand.
    }
    this.close()
    return false
  }

  close(): void {
    this.#socket?.terminate()
    this.#socket = null
  }

  #ask(socket: WebSocket): Promise<boolean> {
    const id = (this.#id += 2)
    return new Promise((resolve, reject) => {
      const end = (act: () => void): void => {
        clearTimeout(late)
        socket.off('message', hear)
        socket.off('close', gone)
        act()
      }
      const hear = (data: unknown): void => {
        const answer = JSON.parse(String(data)) as { id?: number; method?: string }
        // Whoever begins to debug is told at once that the process stands; only then comes the answer.
        if (answer.method === 'Debugger.paused') return end(() => resolve(true))
        if (answer.id === id) end(() => resolve(false))
      }
      const gone = (): void => end(() => reject(new Error('the inspector is gone')))
      const late = setTimeout(gone, ANSWER)
      socket.on('message', hear)
      socket.once('close', gone)
      socket.send(JSON.stringify({ id, method: 'Debugger.enable' }))
      socket.send(JSON.stringify({ id: id + 1, method: 'Debugger.disable' }))
    })
  }
}

function connect(url: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { handshakeTimeout: ANSWER, perMessageDeflate: false })
    socket.once('open', () => resolve(socket))
    socket.on('error', reject)
  })
}
