// Removes secrets from what is stored or shown: the bodies of packets, and the texts of all other events.
import { isHarmless, MASK, maskText, secretKeyTest, type SecretKeyTest } from '../../core/kit/secrets.ts'
import type { LinkKind } from '../../core/protocol/record.ts'
import type { TimelineEvent } from './event.ts'
import { closeTruncatedJson } from './truncated-json.ts'
import { asRecord, isRecord, type JsonRecord } from './unknown-json.ts'

/** Packets are at most 32 levels deep. */
const MAX_DEPTH = 100
/** A name of a service's method. Methods have names of code, secrets seldom do. */
const METHOD_NAME = /^[A-Za-z$][\w$]{0,63}$/
const OPTION = /^--?[A-Za-z][\w-]*$/
/** From this length on a random text among arguments without names is a secret. Ids are shorter. */
const MIN_RANDOM_CHARACTERS = 32
const HEX_SECRET = /^[0-9a-f]{40,}$/i
const MIXED_TEXT = /^(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])(?=\D*\d)[\w+/=-]+$/
/** Share of neighbours of different kind (upper case, lower case, digit): about 0.6 in a random text, 0.3 in a name. */
const MIN_CHANGES = 0.4

/** Replaces secrets by `[redacted]`. What has none is returned as the same reference. */
export class Redactor {
  readonly #isSecretKey: SecretKeyTest

  /** @param keys names of secrets besides the known ones; case, `-` and `_` do not matter */
  constructor(keys: readonly string[] = []) {
    this.#isSecretKey = secretKeyTest(keys)
  }

  /** Of all kinds of events. */
  event<Event extends TimelineEvent>(event: Event): Event
  event(event: TimelineEvent): TimelineEvent {
    if (event.t === 'packet') {
      if (event.body === undefined) return event
      const body = this.body(event.body, event.link, event.truncated)
      return body === event.body ? event : { ...event, body }
    }
    if (event.t === 'fault') {
      const parameters = this.#hide(event.parameters, 0)
      return parameters === event.parameters ? event : { ...event, parameters }
    }
    const text = 'text' in event ? this.text(event.text) : undefined
    const reason = 'reason' in event && event.reason !== undefined ? this.text(event.reason) : undefined
    if (text !== undefined && 'text' in event && text !== event.text) return { ...event, text }
    if (reason !== undefined && 'reason' in event && reason !== event.reason) return { ...event, reason }
    return event
  }

  /** A packet's body; the text of a truncated one. */
  body(body: unknown, link: LinkKind, truncated = false): unknown {
    if (truncated && typeof body === 'string') return this.#truncated(body, link)
    return link === 'rpc' ? this.#calls(body) : this.#control(body, 0)
  }

  /** A text for people. */
  text(text: string): string {
    return maskText(text, this.#isSecretKey)
  }

  /** The complete part of truncated JSON, again without its end. */
  #truncated(text: string, link: LinkKind): string {
    const { json, added } = closeTruncatedJson(text)
    const value = parseJson(json)
    if (value === undefined) return this.text(text)
    const safe = this.body(value, link)
    if (safe === value) return text
    const written = JSON.stringify(safe)
    return written.endsWith(added) ? written.slice(0, written.length - added.length) : written
  }

  /** Positional arguments have no names: only the method and their own shape can tell. */
  #calls(body: unknown): unknown {
    if (!Array.isArray(body)) return this.#hide(body, 0)
    return mapSame(body, (envelope) => {
      if (!isRecord(envelope)) return this.#hide(envelope, 1)
      const { method, args } = envelope
      const isAboutSecret = typeof method === 'string' && this.#isSecretKey(method)
      return this.#hideInFields(envelope, 1, (key, value) => {
        if (key === 'args' && Array.isArray(args)) return this.#arguments(args, isAboutSecret)
        return key === 'result' && isRandom(value) ? MASK : undefined
      })
    })
  }

  #arguments(args: readonly unknown[], isAboutSecret: boolean): readonly unknown[] {
    return mapSame(args, (value) => {
      if (isRandom(value) || (isAboutSecret && isScalar(value))) return MASK
      return this.#hide(value, 3)
    })
  }

  /** In a server record, and in lists of servers, keys are names of servers and services: `token-1` is not a secret. */
  #control(value: unknown, depth: number): unknown {
    if (depth > MAX_DEPTH) return this.#hide(value, depth)
    if (Array.isArray(value)) return this.#list(value, (item) => this.#control(item, depth + 1))
    if (!isRecord(value)) return this.#hide(value, depth)
    if (isView(value)) return value
    return this.#hideInFields(value, depth, (key, field) => {
      if (key === 'services' && isServerRecord(value) && isRecord(field))
        return mapFields(field, (name, methods) =>
          isMethodList(methods) ? methods : this.#field(name, methods, depth + 1),
        )
      if (key === 'servers' && isRecord(field))
        return mapFields(field, (name, entry) =>
          isRecord(entry) && isServerRecord(entry) && entry['id'] === name
            ? this.#control(entry, depth + 2)
            : this.#field(name, entry, depth + 1),
        )
      if (this.#isSecretKey(key)) return undefined
      return this.#control(field, depth + 1)
    })
  }

  #hide(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return this.text(value)
    if (typeof value !== 'object' || value === null) return value
    if (depth > MAX_DEPTH) return '[too deep]'
    if (Array.isArray(value)) return this.#list(value, (item) => this.#hide(item, depth + 1))
    return this.#hideInFields(value, depth)
  }

  /** In a list of arguments, an option's value is the next item. */
  #list(list: readonly unknown[], hide: (item: unknown) => unknown): readonly unknown[] {
    return mapSame(list, (item, index) => {
      const before = list[index - 1]
      const isValue = typeof before === 'string' && OPTION.test(before) && this.#isSecretKey(before)
      return isValue && isScalar(item) ? MASK : hide(item)
    })
  }

  /** @param special returns a field's value if it does not follow the rules */
  #hideInFields(
    fields: object,
    depth: number,
    special: (key: string, value: unknown) => unknown = () => undefined,
  ): object {
    // `{ name: 'TOKEN', value: '…' }`, as headers and environments are written.
    const { name, key: named = name, value: content } = fields as JsonRecord
    const isNamedSecret = content !== undefined && typeof named === 'string' && this.#isSecretKey(named)
    return mapFields(fields, (key, value) => {
      if (isNamedSecret && key === 'value') return this.#field(named, value, depth)
      return special(key, value) ?? this.#field(key, value, depth)
    })
  }

  #field(key: string, value: unknown, depth: number): unknown {
    return this.#isSecretKey(key) && canBeSecret(key, value) ? MASK : this.#hide(value, depth + 1)
  }
}

/** No secret is empty, nor a yes or no. */
function canBeSecret(key: string, value: unknown): boolean {
  if (value === null || value === undefined || value === '' || typeof value === 'boolean') return false
  return !isHarmless(key, value)
}

function isScalar(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number'
}

function isRandom(value: unknown): boolean {
  if (typeof value !== 'string' || value.length < MIN_RANDOM_CHARACTERS || value.length > 4_096) return false
  if (HEX_SECRET.test(value)) return true
  return MIXED_TEXT.test(value) && !value.startsWith('/') && changesIn(value) >= MIN_CHANGES
}

function changesIn(text: string): number {
  const kinds = Array.from(text, (letter) => (/[a-z]/.test(letter) ? 0 : /[A-Z]/.test(letter) ? 1 : 2))
  return kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length / text.length
}

function isServerRecord(record: JsonRecord): boolean {
  return typeof record['id'] === 'string' && typeof record['host'] === 'string'
}

/** The answer to the master's `view` request: names of servers, instances and services only. */
function isView({ epoch, revision, servers, proxies }: JsonRecord): boolean {
  return (
    typeof epoch === 'string' &&
    typeof revision === 'number' &&
    Object.values(asRecord(servers)).every((instance) => typeof instance === 'string') &&
    isRecord(proxies) &&
    Object.values(proxies).every(isMethodList)
  )
}

function isMethodList(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string' && METHOD_NAME.test(name))
}

function mapSame(
  list: readonly unknown[],
  map: (item: unknown, index: number) => unknown,
): readonly unknown[] {
  const mapped = list.map(map)
  return mapped.some((item, index) => item !== list[index]) ? mapped : list
}

function mapFields(fields: object, map: (key: string, value: unknown) => unknown): object {
  let isChanged = false
  const mapped = Object.entries(fields).map(([key, value]): [string, unknown] => {
    const safe = map(key, value)
    isChanged ||= safe !== value
    return [key, safe]
  })
  // Not by assignment: a key `__proto__` in parsed JSON is data.
  return isChanged ? Object.fromEntries(mapped) : fields
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
