// What a broker knows of the other nodes: reports changes of its registry as its view and its proxies.
import type { RemovalReason } from '../../protocol/packet.ts'
import type { MemberRecord } from '../../protocol/record.ts'
import type { Foreign, Member } from '../adapter.ts'

interface KnownNode {
  instance: string
  callable: boolean
  /** Full names of the services whose actions this broker can call there. */
  services: string[]
}

export class RegistryView {
  readonly #broker: Foreign
  readonly #member: Member
  readonly #known = new Map<string, KnownNode>()

  constructor(broker: Foreign, member: Member) {
    this.#broker = broker
    this.#member = member
  }

  /**
   * Reports what has changed since the last time. The registry is compared as a whole, because it also changes without a
   * notification: a heartbeat may mark a node as available again. `reason`: why nodes are gone, if that is known.
   */
  refresh(reason?: RemovalReason): void {
    const nodes = this.#readNodes()
    const removed = [...this.#known.keys()].filter((id) => !nodes.has(id))
    const added: MemberRecord[] = []
    for (const [id, { instance, callable }] of nodes) {
      const known = this.#known.get(id)
      if (known?.instance !== instance || known.callable !== callable) added.push({ id, instance, callable })
    }
    const view =
      added.length + removed.length === 0
        ? undefined
        : this.#member.view({
            added,
            removed: removed.map((id) => ({ id, reason })),
          })
    this.#member.causedBy([view], () => this.#reportProxies(nodes))
    this.#known.clear()
    for (const [id, node] of nodes) this.#known.set(id, node)
  }

  #reportProxies(nodes: Map<string, KnownNode>): void {
    for (const [id, { instance, services }] of this.#known) {
      const node = nodes.get(id)
      if (services.length === 0 || (node?.instance === instance && node.services.length > 0)) continue
      this.#member.proxies({ id, instance }, { serverType: id, services, made: false })
    }
    for (const [id, { instance, services }] of nodes) {
      const known = this.#known.get(id)
      if (services.length === 0) continue
      if (known?.instance === instance && known.services.join() === services.join()) continue
      this.#member.proxies({ id, instance }, { serverType: id, services, made: true })
    }
  }

  #readNodes(): Map<string, KnownNode> {
    const { registry } = this.#broker
    const nodes = new Map<string, KnownNode>()
    for (const [id, node] of registry.nodes.nodes as Map<string, Foreign>) {
      if (node.local || !node.available) continue
      nodes.set(id, {
        instance: node.instanceID ?? '',
        callable: hasCallableAction(node.services),
        services: [],
      })
    }
    for (const { node, local, fullName, actions } of registry.services.services as Foreign[]) {
      if (local || fullName === '$node' || Object.keys(actions).length === 0) continue
      nodes.get(node.id)?.services.push(fullName)
    }
    return nodes
  }
}

/** Whether other nodes may call an action of these services, as a node announces them. */
function hasCallableAction(services: Foreign): boolean {
  if (!Array.isArray(services)) return false
  return services.some(
    ({ name, actions }: Foreign) =>
      name !== '$node' &&
      Object.values(actions ?? {}).some((action: Foreign) => isRemote(action?.visibility)),
  )
}

function isRemote(visibility: unknown): boolean {
  return (
    visibility === undefined || visibility === null || visibility === 'published' || visibility === 'public'
  )
}
