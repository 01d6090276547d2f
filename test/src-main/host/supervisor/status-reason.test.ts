// Why a server is not ready, in clusters with and without a master, and of other frameworks.
import { expect, test } from 'vitest'
import {
  statusReason,
  type MasterStatus,
  type ServerSnapshot,
} from '../../../../src-main/host/supervisor/status-reason.ts'

const snapshot: ServerSnapshot = {
  status: 'spawned',
  desired: 'running',
  state: null,
  paused: false,
  atBreakpoint: false,
  hasLinkFaults: false,
  role: 'server',
  isProgram: true,
  isObserved: true,
  dependency: null,
  pendingRestart: null,
  probeResult: null,
  exit: null,
  isKilled: false,
}
const listening: MasterStatus = { address: '127.0.0.1:3005', alive: true, paused: false }
const reason = (changes: Partial<ServerSnapshot>, master: MasterStatus | null): string | null =>
  statusReason({ ...snapshot, ...changes }, master)

test('a cluster without a master speaks of none', () => {
  for (const state of [null, 'starting', 'connecting', 'registered', 'subscribed', 'started'] as const)
    expect(reason({ state }, null)).not.toMatch(/master/)
  expect(reason({ status: 'reconnecting', state: 'reconnecting' }, null)).toBe(
    'lost its connection, reconnects',
  )
})

test("a program has none of Grove's lifecycle", () => {
  expect(reason({ state: 'starting' }, listening)).toBe('its program is starting')
  expect(reason({ state: 'subscribed' }, listening)).toBe('subscribed; its program is starting')
  expect(reason({ state: 'starting', isProgram: false }, listening)).toBe(
    'loads its files and runs beforeStartup',
  )
})

test('a server with a master says where it waits for it', () => {
  expect(reason({ state: 'connecting' }, listening)).toBe('waits for the master at 127.0.0.1:3005')
  expect(reason({ state: 'connecting' }, { ...listening, alive: false })).toBe(
    'waits for the master at 127.0.0.1:3005, which is not running',
  )
})

test('a server that was killed is not said to have been stopped', () => {
  const ended = { status: 'exited', desired: 'stopped', exit: 'was ended by SIGKILL' } as const
  expect(reason({ ...ended, isKilled: true }, listening)).toBe('was killed; start it again')
  expect(reason(ended, listening)).toBe('was stopped; start it again')
})
