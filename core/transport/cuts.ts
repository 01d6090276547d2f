// Links cut on purpose: those there are get destroyed, and none comes to be until they are healed.
import { ClusterError } from '../protocol/errors.ts'
import type { LinkKind } from '../protocol/record.ts'
import type { Link } from './link.ts'

export class Cuts {
  readonly #cut = new Set<LinkKind>()
  readonly #links = new Set<Link>()

  cut(kind: LinkKind): void {
    this.#cut.add(kind)
    for (const link of this.#links) if (link.kind === kind) link.destroy()
  }

  heal(kind: LinkKind): void {
    this.#cut.delete(kind)
  }

  /** Fails with `PEER_LOST` while links of this kind are cut. */
  check(kind: LinkKind): void {
    if (this.#cut.has(kind))
      throw new ClusterError('PEER_LOST', `${kind} links of this process are cut on purpose`)
  }

  /** A link that came to be: destroyed at once while its kind is cut. */
  watch(link: Link): void {
    this.#links.add(link)
    link.onGone(() => this.#links.delete(link))
    if (this.#cut.has(link.kind)) link.destroy()
  }
}
