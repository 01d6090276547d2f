// The channel to the process that spawned this one: what it asks comes in as facts, what is told goes out in order.
import { Emitter } from '../kit/emitter.ts'
import type { LinkFault, LinkKind, TapLevel } from '../protocol/record.ts'
import type { ChildMessage, ParentMessage } from './messages.ts'

type ParentFacts = {
  master: [message: Extract<ParentMessage, { grove: 'master' }>]
  expect: [ids: string[]]
  inspected: [ids: string[]]
  holdAnnouncements: []
  fault: [link: LinkKind, fault: LinkFault | null]
  tap: [rpc: TapLevel]
  measure: []
  stop: []
  /** The parent is gone, or let go of this process. */
  gone: []
}

export class Parent extends Emitter<ParentFacts> {
  constructor() {
    super()
    process.on('message', (message: unknown) => this.#receive(message))
    process.on('disconnect', () => this.emit('gone'))
  }

  /** `sent` is called when the message has left this process, or never will. */
  readonly send = (message: ChildMessage, sent: () => void = () => undefined): void => {
    if (!process.send || !process.connected) return sent()
    process.send(message, undefined, undefined, sent)
  }

  #receive(message: unknown): void {
    if (typeof message !== 'object' || message === null || !('grove' in message)) return
    const asked = message as ParentMessage
    if (asked.grove === 'master') this.emit('master', asked)
    else if (asked.grove === 'expect') this.emit('expect', asked.ids)
    else if (asked.grove === 'inspected') this.emit('inspected', asked.ids)
    else if (asked.grove === 'holdAnnouncements') this.emit('holdAnnouncements')
    else if (asked.grove === 'fault') this.emit('fault', asked.link, asked.fault)
    else if (asked.grove === 'tap') this.emit('tap', asked.rpc)
    else if (asked.grove === 'measure') this.emit('measure')
    else if (asked.grove === 'stop') this.emit('stop')
  }
}
