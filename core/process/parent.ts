// The IPC channel to the parent process: emits its messages, and sends messages in order.
import { Emitter } from '../kit/emitter.ts'
import type { LinkFault, LinkKind, TapLevel } from '../protocol/record.ts'
import type { ChildMessage, ParentMessage } from './messages.ts'

type ParentEvents = {
  master: [message: Extract<ParentMessage, { grove: 'master' }>]
  expect: [ids: string[]]
  inspected: [ids: string[]]
  holdAnnouncements: []
  fault: [link: LinkKind, fault: LinkFault | null]
  tap: [rpc: TapLevel]
  measure: []
  openDebugger: []
  stop: []
  /** The parent has ended or closed the channel. */
  disconnected: []
}

export class Parent extends Emitter<ParentEvents> {
  constructor() {
    super()
    process.on('message', (message: unknown) => this.#receive(message))
    process.on('disconnect', () => this.emit('disconnected'))
  }

  /** `sent` is called when the message has left this process, or cannot be sent. */
  readonly send = (message: ChildMessage, sent: () => void = () => undefined): void => {
    if (!process.send || !process.connected) return sent()
    process.send(message, undefined, undefined, sent)
  }

  #receive(message: unknown): void {
    if (typeof message !== 'object' || message === null || !('grove' in message)) return
    const received = message as ParentMessage
    if (received.grove === 'master') this.emit('master', received)
    else if (received.grove === 'expect') this.emit('expect', received.ids)
    else if (received.grove === 'inspected') this.emit('inspected', received.ids)
    else if (received.grove === 'holdAnnouncements') this.emit('holdAnnouncements')
    else if (received.grove === 'fault') this.emit('fault', received.link, received.fault)
    else if (received.grove === 'tap') this.emit('tap', received.rpc)
    else if (received.grove === 'measure') this.emit('measure')
    else if (received.grove === 'openDebugger') this.emit('openDebugger')
    else if (received.grove === 'stop') this.emit('stop')
  }
}
