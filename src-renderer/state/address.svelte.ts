// The page's address: describes what is on screen, so that Back, a reload and a copied link show it again. Steps such as
// a selection become entries of the browser's history; what moves continuously is written into the current entry.
import { tick, untrack } from 'svelte'
import { takeCode } from '../../src-main/contract/index.ts'
import { ADDRESS_FIELDS, type AddressedScreen, type AddressField } from './address-fields.ts'
import { formatAddress, parseAddress, type AddressFields, type Place } from './address-text.ts'

/** Browsers ignore a page that writes its address too often. */
const MIN_WRITE_INTERVAL_MS = 300

/** What the address describes besides the screen of a run, and who shows another place. */
export interface AddressedSession {
  /** What is on screen; reactive. Null while the page connects: then the address stays. */
  readonly place: { screen: 'home' } | (Place & { screen: 'preview' }) | { screen: 'run'; run: string } | null
  /** Shows a place that Back or a link names. `isOwn`: the page itself wrote the address, so it need not ask. */
  showPlace(place: Place, isOwn: boolean): Promise<void>
}

export class Address {
  /** What the address named when the page was loaded. */
  readonly initial: Place | null
  /** Whether the page itself wrote it, before a reload. */
  readonly isInitialOwn: boolean
  readonly #session: AddressedSession
  #screen = $state.raw<AddressedScreen | null>(null)
  /** The fields that the screen of a run has yet to show. */
  #pending = $state.raw<{ run: string; fields: AddressFields } | null>(null)
  /** The session loads what the address names. */
  #isLoading = $state(false)
  /** What is on screen follows the address: it is no step. */
  #isSettling = false
  /** The fields that the screen of a run is following: it takes a few turns. */
  #showing: AddressFields | null = null
  #written: { place: Place; jump: number | null } | null = null
  #timer: ReturnType<typeof setTimeout> | null = null
  #late: Place | null = null

  constructor(session: AddressedSession) {
    this.#session = session
    this.initial = parseAddress(location.hash)
    this.isInitialOwn = isOwnEntry()
    if (this.initial?.screen === 'run') this.#pending = this.initial
  }

  /** The address of what is on screen, with no secret in it. */
  get link(): string {
    const place = this.#describe()
    return location.origin + location.pathname + (place ? formatAddress(place) : '')
  }

  /** Listens to Back, Forward and addresses that the user enters. Returns a function that stops it. */
  listen(): () => void {
    const navigate = (): void => this.#navigate()
    addEventListener('popstate', navigate)
    return () => removeEventListener('popstate', navigate)
  }

  /** Goes to an address that the desktop program names. `isOwn`: of Grove's own making, so that nothing is asked. */
  open(fragment: string, isOwn: boolean): void {
    this.#flush()
    history.pushState(isOwn ? OWN_ENTRY : null, '', fragment)
    this.#navigate()
  }

  /** Loads the page with a code that admits it; it shows what it was to show. */
  admit(code: string): void {
    const { rest } = takeCode(location.hash)
    const shown = this.#written?.place ?? this.initial
    const place = rest || (shown ? formatAddress(shown) : '')
    history.replaceState(history.state, '', `#code=${encodeURIComponent(code)}${place.replace('#', '&')}`)
    location.reload()
  }

  /** To be called by the screen of a run. Returns a function that takes the screen away again. */
  connect(screen: AddressedScreen): () => void {
    this.#screen = screen
    return () => {
      this.#flush()
      this.#screen = null
    }
  }

  /** To be called in an effect: shows what the address names, then writes what is on screen. */
  update(): void {
    if (this.#isLoading) return
    const pending = this.#pending
    const { place: shown } = this.#session
    if (pending && shown?.screen === 'run' && shown.run === pending.run) {
      if (this.#screen?.inspector.run.caughtUp) untrack(() => this.#show(pending.fields))
      return
    }
    const place = this.#describe()
    if (place) untrack(() => this.#write(place))
  }

  #describe(): Place | null {
    const { place } = this.#session
    if (place?.screen !== 'run') return place
    const screen = this.#screen
    if (screen?.inspector.run.id !== place.run) return null
    const fields = ADDRESS_FIELDS.flatMap(({ name, read }) => {
      const value = read(screen)
      return value === null ? [] : [[name, value] as const]
    })
    return { ...place, fields: new Map(fields) }
  }

  #navigate(): void {
    this.#drop()
    this.#showing = null
    const { code } = takeCode(location.hash)
    // A printed address, opened in a tab that shows this page already.
    if (code !== undefined) return this.admit(code)
    const place = parseAddress(location.hash)
    if (!place) return
    this.#written = { place, jump: null }
    this.#isSettling = true
    this.#pending = place.screen === 'run' ? place : null
    this.#isLoading = true
    void this.#session.showPlace(place, isOwnEntry()).finally(() => (this.#isLoading = false))
  }

  #show(fields: AddressFields): void {
    const screen = this.#screen
    this.#pending = null
    if (!screen) return
    this.#isSettling = true
    this.#showing = fields
    const show = (field: AddressField): void => {
      const value = fields.get(field.name) ?? null
      if (field.read(screen) !== value) field.show(screen, value)
    }
    // Moments are measured by the clock.
    screen.inspector.run.updateClock()
    ADDRESS_FIELDS.filter(({ isLate }) => !isLate).forEach(show)
    // Another address that came meanwhile is the one to follow.
    const isLatest = (): boolean => this.#showing === fields
    void updated()
      .then(() => isLatest() && ADDRESS_FIELDS.filter(({ isLate }) => isLate).forEach(show))
      .then(updated)
      .then(() => {
        if (!isLatest()) return
        this.#showing = null
        this.#isSettling = this.#isLoading || this.#pending !== null
      })
  }

  #write(place: Place): void {
    this.#pending = null
    const playhead = this.#screen?.inspector.playhead
    const jump = playhead?.previousStop ?? null
    const before = this.#written
    this.#written = { place, jump }
    const address = formatAddress(place)
    if (before === null || this.#isSettling) {
      if (address !== location.hash) this.#replace(place)
      if (this.#showing === null) this.#isSettling = false
      return
    }
    if (address === formatAddress(before.place)) return
    const isMoving = playhead?.isPlaying === true || jump === before.jump
    if (isStep(before.place, place, isMoving)) {
      this.#flush()
      history.pushState(OWN_ENTRY, '', address)
    } else this.#replaceLater(place)
  }

  #replace(place: Place): void {
    this.#drop()
    history.replaceState(OWN_ENTRY, '', formatAddress(place))
  }

  #replaceLater(place: Place): void {
    this.#late = place
    this.#timer ??= setTimeout(() => this.#flush(), MIN_WRITE_INTERVAL_MS)
  }

  /** Writes what waits to be written. */
  #flush(): void {
    if (this.#late) this.#replace(this.#late)
  }

  #drop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#late = null
  }
}

/** The state of an entry in the browser's history that this page wrote; a link cannot set it. */
const OWN_ENTRY = { isOwn: true }

function isOwnEntry(): boolean {
  return typeof history.state === 'object' && history.state !== null && 'isOwn' in history.state
}

/** @param isMoving the playhead is dragged or plays: a new time is no step */
function isStep(before: Place, now: Place, isMoving: boolean): boolean {
  if (before.screen !== 'run' || now.screen !== 'run' || before.run !== now.run) return true
  const changed = ADDRESS_FIELDS.filter(({ name }) => before.fields.get(name) !== now.fields.get(name))
  return changed.some(({ name, isStep: counts = false }) => {
    if (name === 'at') return !isMoving
    if (name === 'filter') return !(isTyping() && before.fields.has(name) && now.fields.has(name))
    return counts
  })
}

/** Resolves when what changed is on screen, with its sizes measured; in a hidden tab, where nothing is, soon. */
async function updated(): Promise<void> {
  await tick()
  for (const _ of ['laid out', 'measured'])
    await Promise.race([new Promise(requestAnimationFrame), new Promise((end) => setTimeout(end, 100))])
}

function isTyping(): boolean {
  return document.activeElement instanceof HTMLInputElement && document.activeElement.type !== 'checkbox'
}
