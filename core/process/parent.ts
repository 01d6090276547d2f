// The IPC channel to the parent process: emits its messages by name, and sends messages in order.
import { Emitter } from '../kit/emitter.ts'
import type { ChildMessage, ParentMessage } from './messages.ts'

type ParentEvents = { [Message in ParentMessage as Message['grove']]: [message: Message] } & {
  /** The parent has ended or closed the channel. */
  disconnected: []
}

export class Parent extends Emitter<ParentEvents> {
  constructor() {
    super()
    process.on('message', (message: unknown) => {
      // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- tsc needs it
      if (isParentMessage(message)) this.emit(message.grove, message as never)
    })
    process.on('disconnect', () => this.emit('disconnected'))
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
