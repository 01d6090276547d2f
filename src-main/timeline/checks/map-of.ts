// Maps of maps.

/** Returns the inner map of a key; adds an empty one if there is none. */

export function innerMap<Key, Inner, Value>(maps: Map<Key, Map<Inner, Value>>, key: Key): Map<Inner, Value> {
  const known = maps.get(key)
  if (known) return known
  const map = new Map<Inner, Value>()
  maps.set(key, map)
  return map
}
