// The page's address: what it describes is shown again, and what is malformed changes nothing.
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { ADDRESS_FIELDS, type AddressedScreen } from '../../../src-renderer/state/address-fields.ts'
import { formatAddress, parseAddress } from '../../../src-renderer/state/address-text.ts'
import { Inspector, LAYOUTS } from '../../../src-renderer/state/inspector.svelte.ts'
import { Panels } from '../../../src-renderer/state/panels.svelte.ts'
import type { Run } from '../../../src-renderer/state/run.svelte.ts'
import { lines, liveSession } from '../fake-session.ts'

let screen: AddressedScreen

beforeEach(async () => {
  screen = await newScreen()
})

async function newScreen(): Promise<AddressedScreen> {
  localStorage.clear()
  const { session } = await liveSession()
  const run = session.run as Run
  run.receiveLines(0, lines)
  run.updateClock()
  return { session, inspector: new Inspector(run), panels: new Panels() }
}

/** The range depends on the size of a screen, which a test without views has not. */
const FIELDS = ADDRESS_FIELDS.filter(({ name }) => name !== 'range')
const describe = (of: AddressedScreen): Map<string, string> =>
  new Map(
    FIELDS.flatMap(({ name, read }) => {
      const value = read(of)
      return value === null ? [] : [[name, value] as const]
    }),
  )
const show = (on: AddressedScreen, fields: ReadonlyMap<string, string>): void => {
  const late = (isLate: boolean) => FIELDS.filter((field) => (field.isLate ?? false) === isLate)
  for (const field of [...late(false), ...late(true)]) {
    const value = fields.get(field.name) ?? null
    if (field.read(on) !== value) field.show(on, value)
  }
}

/** What a user does that the address must describe. */
const steps = fc.array(
  fc.oneof(
    fc.constantFrom(...LAYOUTS).map((layout) => (on: AddressedScreen) => void (on.inspector.layout = layout)),
    fc
      .constantFrom('events' as const, 'logs', 'findings', 'state', 'server')
      .map((panel) => (on: AddressedScreen) => {
        on.panels.show(panel)
      }),
    fc.constantFrom('name:register', '/ack/', 'to:chat-*', '').map((query) => (on: AddressedScreen) => {
      on.inspector.filter.query = query
    }),
    fc.nat(1e9).map((time) => (on: AddressedScreen) => on.inspector.playhead.moveTo(time)),
    fc.constant((on: AddressedScreen) => on.inspector.goLive()),
    fc.nat(200).map((place) => (on: AddressedScreen) => {
      const { events } = on.inspector.run.store
      on.inspector.selectEvent(events.at(place % events.length))
    }),
    fc.constantFrom('chat-1', 'chat-2').map((id) => (on: AddressedScreen) => on.inspector.selectServer(id)),
    fc.constant((on: AddressedScreen) => on.inspector.clearSelection()),
    fc.constant((on: AddressedScreen) => on.inspector.toggleFolding()),
    fc.constantFrom('register' as const, 'rpc' as const).map((phase) => (on: AddressedScreen) => {
      on.inspector.filter.togglePhase(phase)
    }),
  ),
  { maxLength: 12 },
)

test('whatever is done, another screen shows what the address describes', async () => {
  const other = await newScreen()
  fc.assert(
    fc.property(steps, (done) => {
      show(screen, new Map())
      for (const step of done) step(screen)
      const described = describe(screen)
      const address = formatAddress({ screen: 'run', run: 'run-1', fields: described })
      const parsed = parseAddress(address)
      if (parsed?.screen !== 'run') throw new Error(`${address} names no run`)
      show(other, parsed.fields)
      expect([...describe(other)]).toEqual([...described])
    }),
    { numRuns: 60 },
  )
})

test('folded calls are described by their rows', () => {
  const { inspector } = screen
  const { events } = inspector.run.store
  const rows = Array.from({ length: events.length }, (_, row) => row).filter((row) => {
    const event = events.atRow(row)
    return event.t === 'packet' && event.link === 'rpc'
  })
  expect(rows.length).toBeGreaterThan(0)
  inspector.selectCallRows({ from: 'gate-1', to: 'chat-1', method: 'room.say "x"', rows })
  const described = describe(screen)
  inspector.clearSelection()
  show(screen, described)
  expect(describe(screen)).toEqual(described)
  expect(inspector.selection).toMatchObject({ kind: 'calls', method: 'room.say "x"' })
})

test('malformed fields are ignored one by one', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...FIELDS.map(({ name }) => name)), fc.string()), (fields) => {
      show(screen, new Map(Object.entries(fields)))
      // Describing never fails, whatever was shown.
      expect(describe(screen)).toBeInstanceOf(Map)
    }),
    { numRuns: 100 },
  )
  show(
    screen,
    new Map([
      ['view', 'constructor'],
      ['at', '-5'],
      ['panel', '__proto__'],
      ['select', 'calls:[1]'],
    ]),
  )
  expect(screen.inspector.layout).toBe('sequence')
})

test('any fragment names a place or none', () => {
  fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => void parseAddress(`#${text}`)))
  expect(parseAddress(`#run=${'x'.repeat(65)}`)).toBeNull()
  expect(parseAddress(`#run=a&filter=${'x'.repeat(20_000)}`)).toBeNull()
  expect(parseAddress('#home')).toEqual({ screen: 'home' })
  expect(parseAddress('#open=/a%20b&environment=../x')).toEqual({
    screen: 'preview',
    target: { kind: 'path', path: '/a b', environment: undefined },
  })
})
