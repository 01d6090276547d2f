// Who may use the page: who has the token of this run or, once, the code in the page's address. The browser's history
// keeps addresses, so that what stands in one must be worth nothing afterwards.
import type { IncomingMessage } from 'node:http'
import { constantTimeEqual } from '../../core/kit/node-constant-time.ts'
import { createToken, type Admission } from '../control/index.ts'

/** How long a code that a page asked for may wait to be used. */
const CODE_LIFETIME_MS = 30_000
/** Codes that wait at the same time; the oldest makes room. */
const MAX_CODES = 16

export class PageAccess {
  readonly token = createToken()
  #code = createToken()
  /** Codes for further windows, and until when each is valid: milliseconds of the monotonic clock. */
  readonly #codes = new Map<string, number>()
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

  /** Creates a code that admits one more page, within 30 s. */
  createCode(): string {
    const code = createToken()
    const [oldest = ''] = this.#codes.keys()
    if (this.#codes.size === MAX_CODES) this.#codes.delete(oldest)
    this.#codes.set(code, performance.now() + CODE_LIFETIME_MS)
    return code
  }

  /** @param auth what a client sent in its handshake: of any type */
  readonly admit = (auth: unknown): Admission => {
    const { token, code } = (typeof auth === 'object' && auth !== null ? auth : {}) as Record<string, unknown>
    if (code === undefined) return constantTimeEqual(token, this.token) ? {} : { refused: 'TOKEN_REFUSED' }
    if (constantTimeEqual(code, this.#code)) {
      this.#code = createToken()
      queueMicrotask(() => this.onCodeUsed())
    } else if (!this.#useCode(code)) return { refused: 'CODE_REFUSED' }
    return { token: this.token }
  }

  #useCode(code: unknown): boolean {
    for (const [known, until] of this.#codes) {
      if (!constantTimeEqual(code, known)) continue
      this.#codes.delete(known)
      return performance.now() < until
    }
    return false
  }
}
