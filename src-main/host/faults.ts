// Mischief done on purpose to the servers of a run; each deed is a row of the timeline.
import type { LinkKind } from '../../core/protocol/record.ts'
import type { Member } from './member.ts'
import type { Recorder } from './recorder.ts'

export class Faults {
  readonly #recorder: Recorder

  constructor(recorder: Recorder) {
    this.#recorder = recorder
  }

  /** Its links of this kind are destroyed, and none is made until `heal`. */
  cut(member: Member, link: LinkKind): void {
    member.send({ grove: 'cut', link })
    this.#note(member, 'cut', { link })
  }

  heal(member: Member, link: LinkKind): void {
    member.send({ grove: 'heal', link })
    this.#note(member, 'heal', { link })
  }

  #note({ id }: Member, fault: string, parameters: object): void {
    this.#recorder.add({ t: 'fault', at: this.#recorder.now(), process: id, fault, parameters })
  }
}
