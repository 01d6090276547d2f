// Parses what a server process answers to requests for its proxies and for calls.
import { object, string } from '../protocol/fields.ts'
import type {
  AnsweredValue,
  CallableService,
  CallAnswer,
  RequestedCallResult,
} from '../protocol/requested-call.ts'
import { count, flag, list, optional, text, texts } from './bounded-fields.ts'

export function parseCallableServices(value: unknown): CallableService[] {
  return list(value, 'services').map((item) => {
    const fields = object(item, 'services')
    return {
      serverType: text(fields.serverType, 'services.serverType'),
      service: text(fields.service, 'services.service'),
      methods: texts(fields.methods, 'services.methods'),
      servers: texts(fields.servers, 'services.servers'),
    }
  })
}

export function parseRequestedCallResult(value: unknown): RequestedCallResult {
  const fields = object(value, 'result')
  return {
    event: text(fields.event, 'result.event'),
    answers: list(fields.answers, 'result.answers').map(parseAnswer),
  }
}

function parseAnswer(value: unknown): CallAnswer {
  const fields = object(value, 'answer')
  return {
    server: optional(fields.server, (server) => text(server, 'answer.server')) ?? null,
    roundTrip: count(fields.roundTrip, 'answer.roundTrip'),
    value: optional(fields.value, parseValue) ?? null,
    error: optional(fields.error, parseError) ?? null,
  }
}

function parseValue(value: unknown): AnsweredValue {
  const fields = object(value, 'answer.value')
  return {
    json: string(fields.json, 'answer.value.json'),
    bytes: count(fields.bytes, 'answer.value.bytes'),
    isTruncated: flag(fields.isTruncated, 'answer.value.isTruncated'),
  }
}

function parseError(value: unknown): CallAnswer['error'] {
  const fields = object(value, 'answer.error')
  return {
    code: text(fields.code, 'answer.error.code'),
    message: text(fields.message, 'answer.error.message'),
    hint: optional(fields.hint, (hint) => text(hint, 'answer.error.hint')),
  }
}
