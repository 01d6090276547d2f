// `$PORT` and `${web-1.address}` in commands and variables: the addresses of servers.

/** A further $ before it keeps it as it is: `$$PORT` stands for the text `$PORT`. */
const REFERENCE = /(\$?)(\$(?:PORT\b|\{([^}]*)\}))/g

export interface Reference {
  /** As it was written: `${web-1.address}`. */
  text: string
  /** An id or a type, which means its first server; null for the server itself. */
  server: string | null
  /** `address` is host:port. Others are not known. */
  property: string
}

export function referencesIn(text: string): Reference[] {
  return [...text.matchAll(REFERENCE)].flatMap(([, escape, written = '', inner]) =>
    escape ? [] : parseReference(written, inner),
  )
}

/** Replaces each reference by its value. */
export function replaceReferences(text: string, valueOf: (reference: Reference) => string): string {
  return text.replaceAll(REFERENCE, (_, escape: string, written: string, inner?: string) =>
    escape ? written : valueOf(parseReference(written, inner)),
  )
}

function parseReference(text: string, inner: string | undefined): Reference {
  if (inner === undefined || inner === 'PORT') return { text, server: null, property: 'port' }
  const dot = inner.lastIndexOf('.')
  return {
    text,
    server: dot < 0 ? inner : inner.slice(0, dot),
    property: dot < 0 ? '' : inner.slice(dot + 1),
  }
}
