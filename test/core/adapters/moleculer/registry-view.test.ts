import { expect, test } from 'vitest'
import { RegistryView } from '../../../../core/adapters/moleculer/registry-view.ts'
import type { Member, ViewChange } from '../../../../core/adapters/adapter.ts'

const SERVICES = [
  { name: 'catalog', fullName: 'catalog', actions: { 'catalog.price': { name: 'catalog.price' } } },
]

function setUp() {
  const nodes = new Map<string, Record<string, unknown>>([
    ['own', { id: 'own', local: true, available: true }],
  ])
  const services: Record<string, unknown>[] = []
  const views: ViewChange[] = []
  const proxies: unknown[] = []
  const member = {
    view: (change: ViewChange) => `v${views.push(change)}`,
    proxies: ({ id }: { id: string }, { services: names, made }: { services: string[]; made: boolean }) =>
      void proxies.push([id, names, made]),
    causedBy: (_: unknown, body: () => unknown) => body(),
  } as unknown as Member
  const view = new RegistryView({ registry: { nodes: { nodes }, services: { services } } }, member)
  const add = (id: string, instanceID: string, announced = SERVICES) => {
    const node = { id, instanceID, available: true, services: announced }
    nodes.set(id, node)
    for (const { fullName, actions } of announced) services.push({ node, fullName, actions, local: false })
    return node
  }
  return { nodes, services, views, proxies, view, add }
}

test('the view is the other available nodes, and proxies are the services that the registry has of them', () => {
  const { views, proxies, view, add } = setUp()
  view.refresh()
  expect(views).toEqual([])
  add('catalog-1', 'i1')
  view.refresh()
  expect(views).toEqual([{ added: [{ id: 'catalog-1', instance: 'i1', callable: true }], removed: [] }])
  expect(proxies).toEqual([['catalog-1', ['catalog'], true]])
  view.refresh()
  expect(views).toHaveLength(1)
})

test('a node without services is not callable until it announces some', () => {
  const { views, view, add } = setUp()
  add('orders-1', 'i1', [])
  view.refresh()
  add('orders-1', 'i1')
  view.refresh()
  expect(views.map(({ added }) => added?.[0]?.callable)).toEqual([false, true])
})

test('private and protected actions, and those of $node, make no node callable', () => {
  const { views, view, add } = setUp()
  const action = (visibility: string) => ({ 'a.b': { name: 'a.b', visibility } })
  add('one', 'i1', [{ name: 'a', fullName: 'a', actions: action('private') as never }])
  add('two', 'i2', [{ name: '$node', fullName: '$node', actions: action('public') as never }])
  view.refresh()
  expect(views[0]?.added?.map(({ callable }) => callable)).toEqual([false, false])
})

test('a node that is marked as available again without its services has no proxies', () => {
  const { services, views, proxies, view, add } = setUp()
  const node = add('catalog-1', 'i1')
  view.refresh()
  node.available = false
  services.length = 0
  view.refresh('lost')
  expect(views[1]?.removed).toEqual([{ id: 'catalog-1', reason: 'lost' }])
  node.available = true
  view.refresh()
  expect(views).toHaveLength(3)
  expect(proxies).toEqual([
    ['catalog-1', ['catalog'], true],
    ['catalog-1', ['catalog'], false],
  ])
})

test('a node that restarted under its name replaces itself', () => {
  const { services, views, proxies, view, add } = setUp()
  add('catalog-1', 'i1')
  view.refresh()
  services.length = 0
  add('catalog-1', 'i2')
  view.refresh()
  expect(views[1]).toEqual({ added: [{ id: 'catalog-1', instance: 'i2', callable: true }], removed: [] })
  expect(proxies).toEqual([
    ['catalog-1', ['catalog'], true],
    ['catalog-1', ['catalog'], false],
    ['catalog-1', ['catalog'], true],
  ])
})
