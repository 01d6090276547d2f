// Maps of maps: the inner one of a key, made where there is none yet.

export function innerMap<Key, Inner, Value>(maps: Map<Key, Map<Inner, Value>>, key: Key): Map<Inner, Value> {
  const known = maps.get(key)
  if (known) return known
  const map = new Map<Inner, Value>()
  maps.set(key, map)
  return map
}
