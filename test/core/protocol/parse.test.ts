import { describe, expect, it } from 'vitest'
import { ClusterError } from '../../../core/protocol/errors.ts'
import { checkDepth } from '../../../core/protocol/fields.ts'
import { parseAnswers, parseCalls } from '../../../core/protocol/parse-rpc.ts'
import { parseModulePacket, parseRegister } from '../../../core/protocol/parse.ts'
import { parseWatchdogNotice, parseWatchdogRequest } from '../../../core/protocol/parse-watchdog.ts'

const good = {
  type: 'monitor',
  id: 'chat-1',
  serverType: 'chat',
  pid: 1,
  instance: 'i',
  info: {
    id: 'chat-1',
    serverType: 'chat',
    host: '127.0.0.1',
    port: 6050,
    services: { room: ['join'] },
    color: 'red',
  },
}

describe('register (§4.1)', () => {
  it('keeps the record with all keys of the user', () => {
    expect(parseRegister(good, 'chat-1')).toMatchObject({ id: 'chat-1', info: { color: 'red', port: 6050 } })
  })

  const without = (key: string) => Object.fromEntries(Object.entries(good).filter(([name]) => name !== key))
  const info = (change: object) => ({ ...good, info: { ...good.info, ...change } })
  it.each([
    [null, 'BAD_REQUEST', 'packet must be an object'],
    [[good], 'BAD_REQUEST', 'packet must be an object'],
    [{ ...good, id: 'chat-2' }, 'BAD_REQUEST', 'id must be the id of the handshake'],
    [without('id'), 'BAD_REQUEST', 'id must be'],
    [{ ...good, id: '__proto__' }, 'BAD_REQUEST', 'id must be'],
    [{ ...good, id: 'a b' }, 'BAD_REQUEST', 'id must be'],
    [{ ...good, id: 'x'.repeat(129) }, 'BAD_REQUEST', 'id must be'],
    [{ ...good, type: 'observer' }, 'BAD_REQUEST', 'type must be'],
    [without('serverType'), 'BAD_REQUEST', 'serverType must be'],
    [{ ...good, pid: 1.5 }, 'BAD_REQUEST', 'pid must be'],
    [without('info'), 'BAD_REQUEST', 'info must be'],
    [info({ id: 'chat-2' }), 'BAD_REQUEST', 'info.id must equal'],
    [info({ serverType: 'gate' }), 'BAD_REQUEST', 'info.serverType must equal'],
    [info({ port: 0 }), 'BAD_REQUEST', 'info.port must be'],
    [info({ port: '6050' }), 'BAD_REQUEST', 'info.port must be'],
    [info({ services: { room: 'join' } }), 'BAD_REQUEST', 'info.services.room must be'],
    [info({ big: 'x'.repeat(70_000) }), 'BAD_REQUEST', 'info must be at most'],
  ])('refuses %j with %s', (packet, code, message) => {
    const refuse = (): unknown => parseRegister(packet, 'chat-1')
    expect(refuse).toThrow(ClusterError)
    expect(refuse).toThrow(message)
    expect(refuse).toThrow(expect.objectContaining({ code }))
  })
})

describe('depth (§2)', () => {
  const nested = (levels: number): unknown => {
    let value: unknown = 1
    for (let level = 0; level < levels; level++) value = [value]
    return value
  }

  it('accepts 32 levels and refuses 33, and does not recurse', () => {
    expect(() => checkDepth(nested(32), 32)).not.toThrow()
    expect(() => checkDepth(nested(33), 32)).toThrow('more than 32 levels')
    expect(() => checkDepth(nested(200_000), 32)).toThrow('more than 32 levels')
  })
})

describe('module packets (§3)', () => {
  it('distinguishes requests, notifications and responses', () => {
    expect(parseModulePacket({ reqId: 1, moduleId: 'm', body: 1 })).toEqual({
      reqId: 1,
      moduleId: 'm',
      body: 1,
    })
    expect(parseModulePacket({ moduleId: 'm', body: 1 })).toEqual({ moduleId: 'm', body: 1 })
    expect(parseModulePacket({ respId: 3, error: null, body: 1 })).toEqual({
      respId: 3,
      error: null,
      body: 1,
    })
  })

  it.each([
    [{ reqId: 0, moduleId: 'm' }],
    [{ reqId: '1', moduleId: 'm' }],
    [{ body: 1 }],
    [{ respId: -1 }],
    [7],
  ])('refuses %j', (packet) => expect(() => parseModulePacket(packet)).toThrow(ClusterError))
})

describe('watchdog bodies (§5)', () => {
  it('refuses an unknown action with its name', () => {
    expect(() => parseWatchdogRequest({ action: 'query', id: 'a' })).toThrow('"query"')
    expect(() => parseWatchdogNotice({ action: 'addServers', revision: 1 })).toThrow('"addServers"')
  })

  it('refuses a record without an instance', () => {
    const server = { id: 'a', serverType: 'b', host: 'h' }
    expect(() => parseWatchdogNotice({ action: 'addServer', revision: 1, server })).toThrow('instance')
  })
})

describe('rpc envelopes (§8)', () => {
  it('refuses a packet that is not a list of envelopes, with the name of the field', () => {
    expect(() => parseCalls({})).toThrow('list of envelopes')
    expect(() => parseCalls([{ id: 1, namespace: 'user', service: 's', method: 'm' }])).toThrow('args')
    expect(() => parseCalls([{ id: 1, namespace: 'other', service: 's', method: 'm', args: [] }])).toThrow(
      'namespace',
    )
    const call = { id: 1, namespace: 'user', service: 's', method: 'm', args: [] }
    const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }
    expect(parseCalls([{ ...call, trace: { ...trace, more: 1 } }])).toEqual([{ ...call, trace }])
    expect(() => parseCalls([{ ...call, trace: { ...trace, spanId: 'B'.repeat(16) } }])).toThrow(
      'trace.spanId',
    )
    expect(() => parseAnswers([{ id: 1, error: { code: 1 } }])).toThrow('error.code')
  })
})
