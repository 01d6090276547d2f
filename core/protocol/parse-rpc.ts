// Parses the packets of RPC (§8).
import { badField, id, object, string } from './fields.ts'
import type { AnswerEnvelope, CallEnvelope, RpcError, TraceContext } from './packet.ts'

const TRACE_ID = /^[0-9a-f]{32}$/
const SPAN_ID = /^[0-9a-f]{16}$/

/** Parses the packets that a caller sends. */
export function parseCalls(value: unknown): CallEnvelope[] {
  if (!Array.isArray(value)) throw badField('packet', 'must be a list of envelopes')
  return value.map((item: unknown) => {
    const fields = object(item, 'envelope')
    if (fields.namespace !== 'user' && fields.namespace !== 'sys')
      throw badField('namespace', 'must be "user" or "sys"')
    if (!Array.isArray(fields.args)) throw badField('args', 'must be a list')
    return {
      id: fields.id === undefined ? undefined : id(fields.id, 'id'),
      namespace: fields.namespace,
      service: string(fields.service, 'service'),
      method: string(fields.method, 'method'),
      args: fields.args,
      trace: fields.trace === undefined ? undefined : traceContext(fields.trace),
    }
  })
}

/** Parses the packets that a callee sends. */
export function parseAnswers(value: unknown): AnswerEnvelope[] {
  if (!Array.isArray(value)) throw badField('packet', 'must be a list of envelopes')
  return value.map((item: unknown) => {
    const fields = object(item, 'envelope')
    const answered = id(fields.id, 'id')
    return fields.error === undefined
      ? { id: answered, result: fields.result }
      : { id: answered, error: rpcError(fields.error) }
  })
}

function traceContext(value: unknown): TraceContext {
  const fields = object(value, 'trace')
  const { parentSpanId } = fields
  return {
    traceId: hex(fields.traceId, 'trace.traceId', TRACE_ID),
    spanId: hex(fields.spanId, 'trace.spanId', SPAN_ID),
    parentSpanId: parentSpanId === undefined ? undefined : hex(parentSpanId, 'trace.parentSpanId', SPAN_ID),
  }
}

function hex(value: unknown, field: string, shape: RegExp): string {
  const text = string(value, field)
  if (!shape.test(text)) throw badField(field, `must be lower-case hex (${shape.source})`)
  return text
}

function rpcError(value: unknown): RpcError {
  const fields = object(value, 'error')
  return {
    code: string(fields.code, 'error.code'),
    message: string(fields.message, 'error.message'),
    retryable: fields.retryable === true,
    data: fields.data,
  }
}
