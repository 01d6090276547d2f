// The State panel: who knows whom by pointer and by keyboard, problems, lists and steps, at any moment of a run.
import fc from 'fast-check'
import { page, userEvent } from 'vitest/browser'
import { beforeEach, describe, expect, test } from 'vitest'
import { cleanup, render } from 'vitest-browser-svelte'
import { timeOf, type Timeline, type TimelineEvent } from '../../../src-main/timeline/index.ts'
import { Inspector } from '../../../src-renderer/state/inspector.svelte.ts'
import type { Run } from '../../../src-renderer/state/run.svelte.ts'
import State from '../../../src-renderer/views/State/State.svelte'
import { shortNames } from '../../../src-renderer/views/State/short-names.ts'
import { MASTERLESS, SyntheticNodes } from '../../support/synthetic-nodes.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'
import { liveSession } from '../fake-session.ts'

beforeEach(cleanup)

const crashed = syntheticTimeline({ servers: 4, crash: true })

async function show(source: Timeline, count = source.events.length) {
  const { session } = await liveSession({}, source)
  const run = session.run as Run
  run.receiveLines(0, [source.header, ...source.events.slice(0, count)])
  await new Promise(requestAnimationFrame)
  run.now = Math.max(0, ...source.events.map(timeOf)) + 1e9
  const inspector = new Inspector(run)
  await render(State, { session, run, inspector })
  return { run, inspector }
}

function timeOfFirst(source: Timeline, matches: (event: TimelineEvent) => boolean): number {
  return Math.min(...source.events.filter(matches).map(timeOf))
}

const isExit = (event: TimelineEvent): boolean => event.t === 'process' && event.event === 'exited'
const grid = () => page.getByRole('grid', { name: 'Who knows whom', exact: true })
const cell = (name: RegExp | string) => grid().getByRole('gridcell', { name })
const counts = () => page.getByRole('status', { name: 'Cells of the table' })

describe('a cluster that agrees', () => {
  test('says of each pair who can call whom, and why not', async () => {
    await show(syntheticTimeline({ servers: 4 }))
    await expect.element(counts()).toHaveTextContent('12 of 12 right')
    await expect.element(cell('chat-1 can call chat-2: it has proxies for chat.')).toBeVisible()
    await expect
      .element(cell(/^chat-1 cannot call timer-1, though it knows it: timer-1 has no RPC port/))
      .toBeVisible()
    expect(page.getByRole('region', { name: 'Problems' }).query()).toBeNull()
  })

  test('arrows, Home and End move in the table, and each cell says its reason', async () => {
    await show(syntheticTimeline({ servers: 4 }))
    const reason = (text: string | RegExp) => page.getByText(text)
    ;(grid().element() as HTMLElement).focus()
    await expect.element(reason('This is connector-1 itself.')).toBeVisible()
    await userEvent.keyboard('{ArrowRight}')
    await expect.element(reason('connector-1 can call chat-1: it has proxies for chat.')).toBeVisible()
    await userEvent.keyboard('{ArrowDown}{End}')
    await expect.element(reason(/^chat-1 cannot call timer-1, though/)).toBeVisible()
    const active = grid().element().getAttribute('aria-activedescendant')
    expect(document.getElementById(active ?? '')?.ariaLabel).toMatch(/^chat-1 cannot call timer-1, though/)
    await userEvent.keyboard('{Control>}{Home}{/Control}{Enter}')
    await expect.element(cell('This is connector-1 itself.')).toHaveAttribute('aria-selected', 'true')
  })

  test('a click keeps the reason, and leads to the servers', async () => {
    const { inspector } = await show(syntheticTimeline({ servers: 4 }))
    await cell('chat-1 can call chat-2: it has proxies for chat.').click()
    await page.getByRole('heading', { name: 'Registry' }).hover()
    await page.getByRole('button', { name: 'Show chat-2' }).click()
    expect(inspector.selectedServer).toBe('chat-2')
  })

  test('the registry, subscriptions and proxies open into lists', async () => {
    await show(syntheticTimeline({ servers: 4 }))
    const held = page.getByRole('region', { name: 'What is held' })
    await expect.element(held).toHaveTextContent(/Registry\s*4\s*revision\s*4/)
    await expect.element(held).toHaveTextContent(/Pending\s*0/)
    await expect.element(held).toHaveTextContent(/Subscribed\s*4/)
    await expect.element(held).toHaveTextContent(/Proxies\s*12\s*of 4 servers/)
    const [button] = held.getByRole('button', { name: 'List' }).all()
    await button?.click()
    await expect
      .element(held.getByRole('list', { name: 'Registry' }).getByRole('button', { name: 'chat-1' }))
      .toBeVisible()
  })
})

describe('a server that was killed', () => {
  const killed = timeOfFirst(crashed, isExit)
  const told = timeOfFirst(crashed, (event) => event.t === 'packet' && event.name === 'removeServer')

  test('right after it, the others still call it: a card says so, and the cell why', async () => {
    const { inspector } = await show(crashed)
    const problem = page.getByRole('region', { name: 'Problems' }).getByRole('heading')
    inspector.playhead.moveTo(killed + 100)
    await expect.element(problem).toHaveTextContent('3 servers still call chat-1')
    await expect
      .element(cell(/^chat-2 still has proxies .* chat-1 crashed 100 ns ago .* calls fail with PEER_LOST/))
      .toBeVisible()
    inspector.playhead.moveTo(told + 1)
    await expect.element(counts()).toHaveTextContent(/^3 stale,/)
    await expect.element(problem).toHaveTextContent('3 servers still call chat-1')
    await expect.element(cell(/^chat-2 still calls chat-1, .* removeServer is on its way/)).toBeVisible()
  })

  test('later nobody can call it, and the cells that changed since the previous stop are marked', async () => {
    const { inspector } = await show(crashed)
    inspector.playhead.moveTo(killed - 1)
    inspector.playhead.moveTo(killed + 10e6)
    await expect
      .element(
        cell(/^chat-2 cannot call chat-1: chat-1 crashed 10 ms ago .* Changed: it was callable before\.$/),
      )
      .toBeVisible()
    await expect.element(counts()).toHaveTextContent(/6 changed$/)
    await expect.element(page.getByRole('heading', { name: 'Nobody can call chat-1' })).toBeVisible()
    await expect.element(grid().getByRole('columnheader', { name: /^chat-1, crashed/ })).toBeVisible()
    expect(
      grid()
        .getByRole('rowheader', { name: /^chat-1/ })
        .query(),
    ).toBeNull()
  })
})

describe('how a server joined', () => {
  test('has no step from later than the playhead', async () => {
    const { inspector } = await show(crashed)
    inspector.selectServer('chat-2')
    const joined = page.getByRole('region', { name: 'How chat-2 joined' })
    const registering = timeOfFirst(
      crashed,
      (event) => event.t === 'state' && event.process === 'chat-2' && event.to === 'registering',
    )
    inspector.playhead.moveTo(registering)
    await expect.element(joined).toHaveTextContent(/4 of 13 steps/)
    await expect.element(joined.getByRole('button', { name: /The proxies are made/ })).toBeDisabled()
    inspector.playhead.goLive()
    await expect.element(joined).toHaveTextContent(/13 of 13 steps, [\d.]+ ms/)
    await joined.getByRole('button', { name: /The monitor sends register/ }).click()
    expect(inspector.selectedEvent).toMatchObject({ t: 'packet', name: 'register', from: 'chat-2' })
  })

  test('is shown of the last one that joined where no server is selected', async () => {
    await show(crashed)
    await expect.element(page.getByRole('region', { name: 'How chat-1 joined' })).toBeVisible()
  })
})

describe('a large cluster', () => {
  test('is shown by type; a pair of types opens into its servers', async () => {
    await show(syntheticTimeline({ servers: 104 }))
    const types = page.getByRole('grid', { name: 'Who knows whom, by type' })
    await types.getByRole('gridcell', { name: 'chat to connector: 1352 pairs, all callable' }).click()
    await expect.element(grid()).toHaveAttribute('aria-rowcount', '53')
    await expect.element(grid()).toHaveAttribute('aria-colcount', '27')
    await page.getByRole('button', { name: 'All types' }).click()
    await expect.element(types).toBeVisible()
  })

  test('has only the cells in view in the page, and the keyboard reaches the last one', async () => {
    await show(syntheticTimeline({ servers: 104 }))
    await page.getByRole('button', { name: 'Every server' }).click()
    await expect.element(grid()).toHaveAttribute('aria-rowcount', '105')
    expect(grid().element().querySelectorAll('[role=gridcell]').length).toBeLessThan(2_500)
    ;(grid().element() as HTMLElement).focus()
    await userEvent.keyboard('{Control>}{End}{/Control}{ArrowLeft}')
    await expect.element(cell(/^timer-26 cannot call timer-25/)).toBeVisible()
  })
})

describe('what is not there or not seen', () => {
  test('nothing has started, or the recording is still being read', async () => {
    const { run } = await show(crashed, 0)
    await expect.element(page.getByText('Nothing has started at this moment.')).toBeVisible()
    run.caughtUp = false
    await expect.element(page.getByText('The recording is being read…')).toBeVisible()
  })

  test('before the start', async () => {
    const { inspector } = await show(syntheticTimeline({ servers: 4 }))
    inspector.playhead.moveTo(0)
    await expect.element(page.getByText('No server runs at this moment.')).toBeVisible()
  })

  test('views that a framework does not show are unknown, never right', async () => {
    const dialect = { ...MASTERLESS, sees: { views: false, proxies: false, packets: true } }
    const cluster = new SyntheticNodes(['a-1', 'b-1'], dialect)
    for (const id of ['a-1', 'b-1']) cluster.start(id)
    await show({ header: cluster.header, events: cluster.events, footer: null })
    await expect.element(counts()).toHaveTextContent('not known')
    await expect.element(cell('Whom a-1 knows is not known: Gossip 3 does not show it.')).toBeVisible()
    await expect
      .element(page.getByRole('region', { name: 'What is held' }))
      .toHaveTextContent(/Proxies\s*\?\s*not seen in Gossip 3/)
    expect(page.getByRole('heading', { name: 'Registry' }).query()).toBeNull()
  })
})

describe('terms', () => {
  test('have their sentence on focus and on hover, and Escape hides it', async () => {
    await show(syntheticTimeline({ servers: 4 }))
    const term = page.getByRole('button', { name: 'revision' })
    expect(page.getByRole('tooltip').query()).toBeNull()
    ;(term.element() as HTMLElement).focus()
    await expect.element(page.getByText(/^The number of changes of the registry/)).toBeVisible()
    await expect.element(term).toHaveAccessibleDescription(/^The number of changes of the registry/)
    await userEvent.keyboard('{Escape}')
    await expect.element(page.getByText(/^The number of changes of the registry/)).not.toBeInTheDocument()
    await term.hover()
    await expect.element(page.getByText(/^The number of changes of the registry/)).toBeVisible()
  })
})

describe('short names of columns', () => {
  test('are short', () => {
    const ids = ['gate-1', 'connector-1', 'connector-12', 'chat-1', 'area-server-3', 'redis']
    expect([...shortNames(ids).values()]).toEqual(['gate1', 'conn1', 'conn12', 'chat1', 'area3', 'redis'])
  })

  test('are longer where they would be the same', () => {
    expect([...shortNames(['chatroom-1', 'chatroulette-1']).values()]).toEqual(['chatroo1', 'chatrou1'])
    expect([...shortNames(['a-1', 'a1']).values()]).toEqual(['a-1', 'a1'])
  })

  test('are never ambiguous', () => {
    const id = fc.stringMatching(/^[a-c]{1,6}[-_.]?[0-9]{0,2}$/)
    fc.assert(
      fc.property(fc.uniqueArray(id, { maxLength: 30 }), (ids) => {
        expect(new Set(shortNames(ids).values()).size).toBe(ids.length)
      }),
    )
  })
})
