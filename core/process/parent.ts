// The IPC channel to the parent process: emits its messages by name, and sends messages in order.
import { Emitter } from '../kit/emitter.ts'
import type { ChildMessage, ParentMessage } from './messages.ts'

type ParentEvents = { [Message in ParentMessage as Message['grove']]: [message: Message] } & {
  /** The parent has ended or closed the channel. */
  disconnected: []
}

export class Parent extends Emitter<ParentEvents> {
  /** Messages that arrived before anyone could listen; null from then on. */
  #held: ParentMessage[] | null = []

  constructor() {
    super()
    process.on('message', (message: unknown) => {
      if (isParentMessage(message)) this.#receive(message)
    })
    process.on('disconnect', () => this.emit('disconnected'))
  }

  /** Emits the messages that were held back: all but `token` and `stop`. */
  release(): void {
    const held = this.#held ?? []
    this.#held = null
    for (const message of held) this.#receive(message)
  }

  #receive(message: ParentMessage): void {
    if (this.#held && message.grove !== 'token' && message.grove !== 'stop') this.#held.push(message)
    // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- tsc needs it
    else this.emit(message.grove, message as never)
  }

  /** `sent` is called when the message has left this process, or cannot be sent. */
  readonly send = (message: ChildMessage, sent: () => void = () => undefined): void => {
    if (!process.send || !process.connected) return sent()
    process.send(message, undefined, undefined, sent)
  }
}

/** A message of the user's own has no key `grove`. */
function isParentMessage(message: unknown): message is ParentMessage {
  return typeof message === 'object' && message !== null && 'grove' in message
}
