// Names and phases of packets, as the timeline's readers see them.
import { describe, expect, test } from 'vitest'
import { packetName, packetPhase } from '../../../src-main/timeline/index.ts'

const watchdog = (body: object, more: object = {}) => ({ moduleId: '__watchdog__', body, ...more })
const monitor = (body: unknown, direction: 'up' | 'down' = 'down') => ({
  event: 'monitor',
  direction,
  body,
})

describe('packetName', () => {
  test.each([
    [{ event: 'register', direction: 'up', body: { id: 'a' } } as const, 'register'],
    [{ event: 'register', direction: 'down', body: { code: 1 } } as const, 'register.ack'],
    [{ event: 'register', direction: 'down', body: 'cut off' } as const, 'register.ack'],
    [{ event: 'reconnect', direction: 'up' } as const, 'reconnect'],
    [{ event: 'reconnect_ok', direction: 'down' } as const, 'reconnect.ack'],
    [monitor(watchdog({ action: 'subscribe' }, { reqId: 1 }), 'up'), 'subscribe'],
    [monitor(watchdog({ action: 'replaceServer' })), 'replaceServer'],
    [monitor({ moduleId: 'monitorLog', reqId: 4, body: {} }), 'monitorLog.request'],
    [monitor({ moduleId: 'monitorLog', body: 3 }), 'monitorLog.notify'],
    [monitor({ moduleId: 'profiler', body: { action: 'start' } }), 'profiler.start'],
    [monitor(null), 'unknown.notify'],
    [{ event: 'client', direction: 'up', body: watchdog({ action: 'views' }) } as const, 'admin.views'],
    [{ event: 'client', direction: 'up', body: { moduleId: 'x', body: {} } } as const, 'admin.x.notify'],
    [{ event: 'rpc', direction: 'up', body: [{ id: 1, method: 'm' }] } as const, 'rpc.call'],
    [{ event: 'rpc', direction: 'down', body: [{ id: 1, result: null }] } as const, 'rpc.answer'],
    [{ event: 'rpc', direction: 'down' } as const, 'rpc.answer'],
  ])('%j is %s', (packet, name) => {
    expect(packetName(packet)).toBe(name)
  })

  test('an answer is named after its request', () => {
    expect(packetName(monitor({ respId: 1, error: null, body: {} }), 'subscribe')).toBe('subscribe.ack')
    expect(packetName(monitor({ respId: 1, error: null, body: {} }))).toBe('monitor.ack')
  })
})

describe('packetPhase', () => {
  test.each([
    ['register', undefined, 'register'],
    ['register.ack', { code: 1 }, 'register'],
    ['register.ack', { code: -1, reason: 'AUTH_FAILED' }, 'error'],
    ['reconnect.ack', { code: 1 }, 'connect'],
    ['subscribe.ack', { respId: 1, error: null }, 'subscribe'],
    ['subscribe.ack', { respId: 1, error: { code: 'BAD_REQUEST' } }, 'error'],
    ['addServer', undefined, 'notify'],
    ['startOver', undefined, 'ready'],
    ['rpc.answer', [{ id: 1, result: 2 }], 'rpc'],
    [
      'rpc.answer',
      [
        { id: 1, result: 2 },
        { id: 2, error: { code: 'RPC_FAILED' } },
      ],
      'error',
    ],
    ['view', undefined, 'admin'],
    ['admin.list', undefined, 'admin'],
    ['constructor', undefined, 'admin'],
  ])('%s %j is %s', (name, body, phase) => {
    expect(packetPhase(name, body)).toBe(phase)
  })
})
