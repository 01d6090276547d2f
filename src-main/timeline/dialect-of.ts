// The dialect of a recording.
import type { Dialect } from '../../core/protocol/dialect.ts'
import { GROVE_DIALECT } from '../../core/protocol/grove-dialect.ts'
import type { HeaderEvent } from './event.ts'

/** Returns Grove's own for a header without one, and without a header. */
export function dialectOf(header: Pick<HeaderEvent, 'dialect'> | null): Dialect {
  return header?.dialect ?? GROVE_DIALECT
}

/** Whether packets have the bodies of PROTOCOL.md, so that names, records and requests can be read from them. */
export function hasOwnProtocol(dialect: Dialect): boolean {
  return dialect === GROVE_DIALECT
}
