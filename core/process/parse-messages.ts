// Parses what a cluster process sends its parent. Its user's code can send anything on the same channel.
import { badField, integer, name, object, type Fields } from '../protocol/fields.ts'
import { count, list, optional, text } from './bounded-fields.ts'
import type { ChildMessage } from './messages.ts'
import { parseRecord } from './parse-records.ts'
import { parseCallableServices, parseRequestedCallResult } from './parse-requested-calls.ts'

const MAX_PID = 2 ** 32
const MAX_NODE_CHARACTERS = 256

/** A message without the key `grove` is the user's own. */
export function isGroveMessage(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'grove' in value
}

/** Returns the message with the fields that Grove knows. @throws `BAD_REQUEST` that names the field */
export function parseChildMessage(value: unknown): ChildMessage {
  const fields = object(value, 'message')
  switch (fields.grove) {
    case 'records':
      return { grove: 'records', records: list(fields.records, 'records').map(parseRecord) }
    case 'hello':
      return {
        grove: 'hello',
        instance: text(fields.instance, 'instance'),
        pid: optional(fields.pid, (pid) => integer(pid, 'pid', 1, MAX_PID)),
        at: optional(fields.at, (at) => count(at, 'at')),
        node: optional(fields.node, (node) => nodeName(node, 'node')),
        worker: optional(fields.worker, (worker) => name(worker, 'worker')),
      }
    case 'alias':
      return { grove: 'alias', node: nodeName(fields.node, 'node') }
    case 'listening':
      return {
        grove: 'listening',
        host: text(fields.host, 'host'),
        port: integer(fields.port, 'port', 1, 65_535),
        cause: text(fields.cause, 'cause'),
      }
    case 'started':
    case 'ending':
      return { grove: fields.grove, memory: optional(fields.memory, (memory) => count(memory, 'memory')) }
    case 'tokenRequest':
    case 'announcementsHeld':
      return { grove: fields.grove }
    case 'measured':
      return { grove: 'measured', eventLoopDelay: duration(fields.eventLoopDelay) }
    case 'debuggerOpened':
      return { grove: 'debuggerOpened', url: debuggerUrl(fields.url) }
    case 'proxiesListed':
      return {
        grove: 'proxiesListed',
        request: count(fields.request, 'request'),
        services: parseCallableServices(fields.services),
      }
    case 'called':
      return {
        grove: 'called',
        request: count(fields.request, 'request'),
        result: parseRequestedCallResult(fields.result),
      }
    case 'failed':
      return { grove: 'failed', failure: failure(object(fields.failure, 'failure')) }
    default:
      throw badField('grove', 'is no message that Grove knows')
  }
}

function failure({ code, message, hint }: Fields): Extract<ChildMessage, { grove: 'failed' }>['failure'] {
  return {
    code: text(code, 'failure.code'),
    message: text(message, 'failure.message'),
    hint: optional(hint, (given) => text(given, 'failure.hint')),
  }
}

function duration(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  throw badField('eventLoopDelay', 'must be a number of milliseconds')
}

function debuggerUrl(value: unknown): string | null {
  if (value === null) return null
  const url = text(value, 'url')
  if (/^ws:\/\/127\.0\.0\.1:\d+\//.test(url)) return url
  throw badField('url', 'must be a ws:// address on 127.0.0.1')
}

/** A framework's name for a member; any text but an empty one. */
function nodeName(value: unknown, field: string): string {
  const node = text(value, field)
  if (node === '' || node.length > MAX_NODE_CHARACTERS)
    throw badField(field, `must have 1 to ${MAX_NODE_CHARACTERS} characters`)
  return node
}
