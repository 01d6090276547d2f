// The packets of RPC (§8), parsed once.
import { bad, id, name, object, string } from './fields.ts'
import type { AnswerEnvelope, CallEnvelope, RpcError, RpcHandshake } from './packet.ts'

/** §8, the handshake. */
export function parseRpcHandshake(value: unknown): RpcHandshake {
  const fields = object(value, 'auth')
  return {
    token: string(fields.token, 'auth.token'),
    id: name(fields.id, 'auth.id'),
    instance: string(fields.instance, 'auth.instance'),
  }
}

/** §8, caller → callee. */
export function parseCalls(value: unknown): CallEnvelope[] {
  if (!Array.isArray(value)) throw bad('packet', 'must be a list of envelopes')
  return value.map((item: unknown) => {
    const fields = object(item, 'envelope')
    if (fields.namespace !== 'user' && fields.namespace !== 'sys')
      throw bad('namespace', 'must be "user" or "sys"')
    if (!Array.isArray(fields.args)) throw bad('args', 'must be a list')
    return {
      ...(fields.id === undefined ? {} : { id: id(fields.id, 'id') }),
      namespace: fields.namespace,
      service: string(fields.service, 'service'),
      method: string(fields.method, 'method'),
      args: fields.args,
    }
  })
}

/** §8, callee → caller. */
export function parseAnswers(value: unknown): AnswerEnvelope[] {
  if (!Array.isArray(value)) throw bad('packet', 'must be a list of envelopes')
  return value.map((item: unknown) => {
    const fields = object(item, 'envelope')
    const answered = id(fields.id, 'id')
    return fields.error === undefined
      ? { id: answered, result: fields.result }
      : { id: answered, error: rpcError(fields.error) }
  })
}

function rpcError(value: unknown): RpcError {
  const fields = object(value, 'error')
  return {
    code: string(fields.code, 'error.code'),
    message: string(fields.message, 'error.message'),
    retryable: fields.retryable === true,
    ...(fields.data === undefined ? {} : { data: fields.data }),
  }
}
