// The keys of a tree, as the ARIA Authoring Practices describe them.

export type TreeKey =
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  | 'pageDown'
  | 'pageUp'
  | 'expand'
  | 'collapse'
  | 'expandAll'
  | 'activate'

const KEYS: Readonly<Record<string, TreeKey>> = {
  ArrowDown: 'next',
  ArrowUp: 'previous',
  Home: 'first',
  End: 'last',
  PageDown: 'pageDown',
  PageUp: 'pageUp',
  ArrowRight: 'expand',
  ArrowLeft: 'collapse',
  '+': 'expand',
  '-': 'collapse',
  '*': 'expandAll',
  Enter: 'activate',
}

/** Returns null for other keys, and for keys with a modifier. */
export function treeKey(event: KeyboardEvent): TreeKey | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null
  return KEYS[event.key] ?? null
}
