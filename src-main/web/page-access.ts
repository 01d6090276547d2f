// Who may use the page: who has the token of this run or, once, the code in the page's address. The browser's history
// keeps addresses, so that what stands in one must be worth nothing afterwards.
import type { IncomingMessage } from 'node:http'
import { constantTimeEqual } from '../../core/kit/node-constant-time.ts'
import { createToken, type Admission } from '../control/index.ts'

export class PageAccess {
  readonly token = createToken()
  #code = createToken()
  /** Called when the code was used, and a new one is in its place. */
  onCodeUsed: () => void = () => {}

  /** Admits one page, which gets the token for it. */
  get code(): string {
    return this.#code
  }

  /** Whether a request proves in its header that it comes from a page that was admitted. */
  isAdmitted({ headers }: IncomingMessage): boolean {
    const [scheme, token] = headers.authorization?.split(' ', 2) ?? []
    return scheme === 'Bearer' && constantTimeEqual(token, this.token)
  }

  /** @param auth what a client sent in its handshake: of any type */
  readonly admit = (auth: unknown): Admission => {
    const { token, code } = (typeof auth === 'object' && auth !== null ? auth : {}) as Record<string, unknown>
    if (code === undefined) return constantTimeEqual(token, this.token) ? {} : { refused: 'TOKEN_REFUSED' }
    if (!constantTimeEqual(code, this.#code)) return { refused: 'CODE_REFUSED' }
    this.#code = createToken()
    queueMicrotask(() => this.onCodeUsed())
    return { token: this.token }
  }
}
