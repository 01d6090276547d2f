// This process as a member of the cluster, from the moment that its application starts.
import type { AdapterContext, Foreign, Member } from '../adapter.ts'
import { ControlFlow } from './control-flow.ts'

export class Participant {
  member: Member | undefined
  flow: ControlFlow | undefined
  /** The application object of the framework. */
  app: Foreign
  readonly #context: AdapterContext

  constructor(context: AdapterContext) {
    this.#context = context
  }

  get isMaster(): boolean {
    return this.#context.role === 'master'
  }

  join(app: Foreign): Member {
    if (this.member) return this.member
    this.app = app
    // Records of servers tell processes apart by their pid.
    this.member = this.#context.join({ instance: String(process.pid), node: String(app.getServerId()) })
    this.flow = new ControlFlow(this.member, this.isMaster)
    return this.member
  }
}
