// A debugger client: attaches to a server, stops it at a `debugger` statement, and resumes it.
import { once } from 'node:events'
import { WebSocket } from 'ws'

interface Message {
  id?: number
  method?: string
}

export class DebuggerClient {
  readonly #socket: WebSocket
  #id = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
  }

  static async attach(url: string): Promise<DebuggerClient> {
    const socket = new WebSocket(url)
    await once(socket, 'open')
    const client = new DebuggerClient(socket)
    await client.#ask('Debugger.enable')
    return client
  }

  /** Resolves when the server is stopped at the statement. */
  async breakHere(): Promise<void> {
    const paused = this.#heard(({ method }) => method === 'Debugger.paused')
    await this.#ask('Runtime.evaluate', { expression: 'setTimeout(() => { debugger }, 0)' })
    await paused
  }

  async goOn(): Promise<void> {
    await this.#ask('Debugger.resume')
  }

  close(): void {
    this.#socket.terminate()
  }

  #ask(method: string, params: object = {}): Promise<void> {
    const id = ++this.#id
    const answered = this.#heard((message) => message.id === id)
    this.#socket.send(JSON.stringify({ id, method, params }))
    return answered
  }

  #heard(wanted: (message: Message) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const hear = (data: unknown): void => {
        if (!wanted(JSON.parse(String(data)) as Message)) return
        this.#socket.off('message', hear)
        resolve()
      }
      this.#socket.on('message', hear)
    })
  }
}
