// Versions of Node as projects ask for them: `14`, `v14.21.3`, `lts/fermium`, `>=12 <17`, `^14 || 16.x`, `12 - 16`.

type Version = [major: number, minor: number, patch: number]

/** Even major versions from 4 on are long-term releases, each with the name of an element. */
const LTS_NAMES = [
  'argon',
  'boron',
  'carbon',
  'dubnium',
  'erbium',
  'fermium',
  'gallium',
  'hydrogen',
  'iron',
  'jod',
  'krypton',
]
const COMPARATOR = /^(>=|<=|>|<|=|\^|~)?v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-[\w.]+)?$/
const MAX_LENGTH = 256

export function parseVersion(text: string): Version | null {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(text) ?? []
  return patch === undefined ? null : [Number(major), Number(minor), Number(patch)]
}

/** Returns a negative number if `one` is the older. */
export function compareVersions(one: string, other: string): number {
  return order(parseVersion(one) ?? [0, 0, 0], parseVersion(other) ?? [0, 0, 0])
}

/** Returns whether a version of Node is in a range; null if the range cannot be understood. */
export function isInRange(version: string, range: string): boolean | null {
  const parsed = parseVersion(version)
  if (parsed === null || range.length > MAX_LENGTH) return null
  const alternatives = range.split('||').map((each) => isInAll(parsed, each.trim()))
  if (alternatives.includes(null)) return null
  return alternatives.includes(true)
}

function isInAll(version: Version, range: string): boolean | null {
  const name = /^(?:lts\/)?([a-z]{2,}|\*)$/i.exec(range)?.[1]?.toLowerCase()
  if (name !== undefined) return isNamed(version, range.startsWith('lts/') && name === '*' ? 'lts' : name)
  const words = range
    .replace(/^(\S+)\s+-\s+(\S+)$/, '>=$1 <=$2')
    .replaceAll(/([<>=^~])\s+/g, '$1')
    .split(/\s+/)
  const results = words.map((word) => (word === '' ? true : matches(version, word)))
  return results.includes(null) ? null : results.every((each) => each === true)
}

function isNamed([major]: Version, name: string): boolean | null {
  if (['node', 'current', 'latest', '*'].includes(name)) return true
  if (['lts', 'stable'].includes(name)) return major % 2 === 0
  const index = LTS_NAMES.indexOf(name)
  return index < 0 ? null : major === 4 + 2 * index
}

function matches(version: Version, word: string): boolean | null {
  const found = COMPARATOR.exec(word)
  if (!found) return null
  const [major, minor, patch] = found
    .slice(2, 5)
    .map((part) => (/^\d+$/.test(part ?? '') ? Number(part) : null))
  if (major === null || major === undefined) return true
  const low: Version = [major, minor ?? 0, patch ?? 0]
  const isFrom = order(version, low) >= 0
  const isBefore = order(version, firstAfter(major, minor ?? null, patch ?? null)) < 0
  switch (found[1]) {
    case '>=':
      return isFrom
    case '>':
      return !isBefore
    case '<':
      return !isFrom
    case '<=':
      return isBefore
    case '^':
      return isFrom && version[0] === major
    case '~':
      return isFrom && version[0] === major && (minor == null || version[1] === minor)
    default:
      return isFrom && isBefore
  }
}

/** Returns the first version after those that a partial version stands for. */
function firstAfter(major: number, minor: number | null, patch: number | null): Version {
  if (minor === null) return [major + 1, 0, 0]
  return patch === null ? [major, minor + 1, 0] : [major, minor, patch + 1]
}

function order(one: Version, other: Version): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2]
}
