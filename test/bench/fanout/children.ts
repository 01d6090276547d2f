// The processes of one round: a master and its load generators. The first problem of any of them ends every wait.
import { fork, type ChildProcess } from 'node:child_process'
import { setMaxListeners } from 'node:events'
import { join } from 'node:path'
import type { FromLoad, FromMaster, ToLoad, ToMaster } from './messages.ts'

type Message = FromLoad | FromMaster
type Saying<Word> = Extract<Message, { say: Word }>

export class Children {
  readonly #folder: string
  readonly #children: ChildProcess[] = []
  readonly #progress = new Map<ChildProcess, number>()
  readonly #failure = new AbortController()

  constructor(folder: string, within: number) {
    this.#folder = folder
    setMaxListeners(0, this.#failure.signal)
    setTimeout(() => this.#fail(`not done within ${within / 1_000} s`), within).unref()
  }

  start(program: string, args: readonly string[], execArgv: readonly string[] = []): ChildProcess {
    const file = join(this.#folder, `${program}.program.mjs`)
    const child = fork(file, args, { execArgv: [...execArgv] })
    this.#children.push(child)
    child.on('message', (message: Message) => {
      if (message.say === 'failed') this.#fail(message.problem)
      if (message.say === 'progress') this.#progress.set(child, message.whole)
    })
    child.on('exit', (code, signal) => this.#fail(`${program} exited with ${code ?? signal}`))
    return child
  }

  /** Resolves with the next message of this kind. */
  waitFor<Word extends Message['say']>(child: ChildProcess, word: Word): Promise<Saying<Word>> {
    const { signal } = this.#failure
    return new Promise((resolve, reject) => {
      const listen = (message: Message): void => {
        if (message.say !== word) return
        child.off('message', listen)
        resolve(message as Saying<Word>)
      }
      child.on('message', listen)
      if (signal.aborted) reject(signal.reason as Error)
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    })
  }

  async request<Word extends Message['say']>(
    child: ChildProcess,
    message: ToLoad | ToMaster,
    word: Word,
  ): Promise<Saying<Word>> {
    const answer = this.waitFor(child, word)
    child.send(message)
    return answer
  }

  kill(): void {
    for (const child of this.#children) child.kill('SIGKILL')
  }

  #fail(problem: string): void {
    const whole = [...this.#progress.values()].reduce((sum, value) => sum + value, 0)
    this.#failure.abort(new Error(`${problem} (${whole} views were whole)`))
  }
}
