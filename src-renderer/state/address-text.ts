// The text of the page's address after `#`: which screen it names, and the fields of a run's screen.
import { readFragmentFields, type Target } from '../../src-main/contract/index.ts'

export type AddressFields = ReadonlyMap<string, string>

/** A screen, as an address names it. Nothing of it starts anything. */
export type Place =
  | { screen: 'home' }
  | { screen: 'preview'; target: Target & { kind: 'path' } }
  | { screen: 'run'; run: string; fields: AddressFields }

const MAX_ADDRESS_LENGTH = 16_384
const MAX_RUN_LENGTH = 64
const MAX_PATH_LENGTH = 4_096
const ENVIRONMENT = /^(?!\.)[\w.-]{1,128}$/

/** Returns null where it names no screen. Fields that are unknown or malformed are left out. */
export function parseAddress(hash: string): Place | null {
  if (hash.length > MAX_ADDRESS_LENGTH) return null
  const fields = readFragmentFields(hash)
  const { run, open: path, environment } = Object.fromEntries(fields)
  if (run && run.length <= MAX_RUN_LENGTH) {
    fields.delete('run')
    return { screen: 'run', run, fields }
  }
  if (path && path.length <= MAX_PATH_LENGTH) {
    const known = environment !== undefined && ENVIRONMENT.test(environment)
    return {
      screen: 'preview',
      target: { kind: 'path', path, environment: known ? environment : undefined },
    }
  }
  return /^#?home$/.test(hash) ? { screen: 'home' } : null
}

/** The address of a place, from `#` on. */
export function formatAddress(place: Place): string {
  if (place.screen === 'home') return '#home'
  if (place.screen === 'preview') {
    const { path, environment } = place.target
    return fragmentOf([['open', path], ...(environment ? [['environment', environment] as const] : [])])
  }
  return fragmentOf([['run', place.run], ...place.fields])
}

function fragmentOf(fields: readonly (readonly [string, string])[]): string {
  return `#${fields.map(([name, value]) => `${name}=${readable(encodeURIComponent(value))}`).join('&')}`
}

/** Signs that mean nothing in a fragment stay as they are. */
function readable(text: string): string {
  return text.replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%2C', ',')
}
