import { describe, expect, it } from 'vitest'
import { MembershipView } from '../../../core/membership/view.ts'
import type { ServerRecords, ServerRecord } from '../../../core/protocol/packet.ts'

const record = (id: string, instance = `${id}!`): ServerRecord => ({
  id,
  instance,
  serverType: id.split('-')[0] ?? '',
  host: 'h',
})
const list = (...ids: string[]): ServerRecords => Object.fromEntries(ids.map((id) => [id, record(id)]))
const snapshot = (revision: number, servers: ServerRecords, epoch = 'e', settling = false) => ({
  epoch,
  revision,
  settling,
  servers,
})
const names = (view: MembershipView): string[] => view.servers.map(({ id }) => id).toSorted()

function subscribed(...ids: string[]): MembershipView {
  const view = new MembershipView()
  view.replace(snapshot(ids.length, list(...ids)))
  return view
}

describe('a view (§5)', () => {
  it('starts with the snapshot, which includes the server itself', () => {
    const view = new MembershipView()
    const change = view.replace(snapshot(2, list('a-1', 'b-1')))
    expect(change.added.map(({ id }) => id)).toEqual(['a-1', 'b-1'])
    expect(view.ofType('b').map(({ id }) => id)).toEqual(['b-1'])
  })

  it('applies the next change, ignores older ones, and reports a gap', () => {
    const view = subscribed('a-1')
    expect(view.apply({ action: 'addServer', revision: 2, server: record('b-1') })).toMatchObject({
      added: [{ id: 'b-1' }],
    })
    expect(view.apply({ action: 'addServer', revision: 2, server: record('b-1') })).toBe('old')
    expect(view.apply({ action: 'addServer', revision: 4, server: record('c-1') })).toBe('gap')
    expect(names(view)).toEqual(['a-1', 'b-1'])
  })

  it('applies several changes in order', () => {
    const view = subscribed('a-1')
    const changes = [
      { add: record('b-1') },
      { remove: 'b-1', reason: 'closed' as const },
      { add: record('b-1', 'new') },
    ]
    const applied = view.apply({ action: 'update', revision: 4, changes })
    expect(applied).toMatchObject({
      added: [{ id: 'b-1' }, { instance: 'new' }],
      removed: [{ record: { id: 'b-1' } }],
    })
    expect(view.revision).toBe(4)
  })

  it('replaces a restarted server', () => {
    const view = subscribed('a-1')
    const change = view.apply({ action: 'addServer', revision: 2, server: record('a-1', 'new') })
    expect(change).toMatchObject({
      removed: [{ record: { instance: 'a-1!' } }],
      added: [{ instance: 'new' }],
    })
  })

  it('reports a gap when another master sends the list', () => {
    const view = subscribed('a-1')
    expect(
      view.apply({ action: 'replaceServer', epoch: 'other', revision: 9, settling: false, servers: {} }),
    ).toBe('gap')
  })
})

describe('a settling master (§6)', () => {
  it('earlier peers stay until they are announced or the whole list replaces them', () => {
    const view = subscribed('a-1', 'b-1', 'c-1')
    expect(view.replace(snapshot(1, list('a-1'), 'new', true))).toEqual({ added: [], removed: [] })
    expect(names(view)).toEqual(['a-1', 'b-1', 'c-1'])

    expect(view.apply({ action: 'addServer', revision: 2, server: record('b-1') })).toEqual({
      added: [],
      removed: [],
    })
    view.apply({ action: 'removeServer', revision: 3, id: 'b-1', reason: 'lost' })
    expect(names(view)).toEqual(['a-1', 'c-1'])

    const last = {
      action: 'replaceServer',
      epoch: 'new',
      revision: 3,
      settling: false,
      servers: list('a-1'),
    } as const
    expect(view.apply(last)).toMatchObject({ removed: [{ record: { id: 'c-1' } }] })
    expect(names(view)).toEqual(['a-1'])
  })

  it('earlier peers stay also when the same master settles after a hang', () => {
    const view = subscribed('a-1', 'b-1')
    view.replace(snapshot(5, list('a-1'), 'e', true))
    expect(names(view)).toEqual(['a-1', 'b-1'])
    view.replace(snapshot(6, list('a-1'), 'e'))
    expect(names(view)).toEqual(['a-1'])
  })

  it('a new master that does not settle removes what it does not list', () => {
    const view = subscribed('a-1', 'b-1')
    view.replace(snapshot(1, list('a-1'), 'new'))
    expect(names(view)).toEqual(['a-1'])
  })
})
