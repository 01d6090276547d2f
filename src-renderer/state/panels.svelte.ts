// The panels of the cluster screen: their sizes, which are open, and which tab each shows. Remembered by the browser.
import { innerHeight, innerWidth } from 'svelte/reactivity/window'

export type PanelName =
  | 'view'
  | 'servers'
  | 'state'
  | 'selection'
  | 'server'
  | 'call'
  | 'events'
  | 'logs'
  | 'findings'
  | 'calls'
  | 'compare'
  | 'notes'
/** A part of the screen beside or below the main view, whose size the user sets. */
export type Dock = 'servers' | 'side' | 'bottom'
/** `wide`: all docks. `medium`: the side panels are tabs at the bottom. `compact`: one panel at a time. */
type ScreenMode = 'wide' | 'medium' | 'compact'

interface Remembered {
  sizes: Record<Dock, number>
  closed: Dock[]
}

const STORAGE_KEY = 'grove.panels'
const MIN_WIDE_PX = 1100
const MIN_MEDIUM_PX = 700
const MIN_MEDIUM_HEIGHT_PX = 560
const SIDE: readonly PanelName[] = ['state', 'selection', 'server', 'call']
const BOTTOM: readonly PanelName[] = ['events', 'logs', 'findings', 'calls', 'compare', 'notes']

/** Pixels: the default, and the limits. */
export const DOCK_SIZES: Readonly<Record<Dock, { size: number; min: number; max: number }>> = {
  servers: { size: 240, min: 170, max: 420 },
  side: { size: 380, min: 280, max: 640 },
  bottom: { size: 210, min: 110, max: 600 },
}

export class Panels {
  readonly mode: ScreenMode = $derived.by(() => {
    const [width, height] = [innerWidth.current ?? 1440, innerHeight.current ?? 900]
    if (width < MIN_MEDIUM_PX || height < MIN_MEDIUM_HEIGHT_PX) return 'compact'
    return width < MIN_WIDE_PX ? 'medium' : 'wide'
  })
  readonly sideTabs: readonly PanelName[] = $derived(this.mode === 'wide' ? SIDE : [])
  /** In compact mode these are all panels, also the main view. */
  readonly bottomTabs: readonly PanelName[] = $derived.by(() => {
    if (this.mode === 'wide') return BOTTOM
    return this.mode === 'medium' ? [...BOTTOM, ...SIDE] : ['view', 'servers', ...SIDE, ...BOTTOM]
  })
  #sizes = $state<Record<Dock, number>>({ servers: 0, side: 0, bottom: 0 })
  #closed = $state.raw<ReadonlySet<Dock>>(new Set())
  #side = $state<PanelName>('state')
  #bottom = $state<PanelName>('events')
  #compact = $state<PanelName>('view')

  constructor() {
    const { sizes, closed } = read()
    this.#sizes = sizes
    this.#closed = new Set(closed)
  }

  get side(): PanelName {
    return this.#side
  }

  get bottom(): PanelName {
    if (this.mode === 'compact') return this.#compact
    return this.bottomTabs.includes(this.#bottom) ? this.#bottom : 'events'
  }

  size(dock: Dock): number {
    return this.#sizes[dock]
  }

  resize(dock: Dock, size: number): void {
    const { min, max } = DOCK_SIZES[dock]
    this.#sizes[dock] = Math.round(Math.min(max, Math.max(min, size)))
    this.#save()
  }

  isOpen(dock: Dock): boolean {
    return !this.#closed.has(dock)
  }

  toggleDock(dock: Dock): void {
    const closed = new Set(this.#closed)
    if (!closed.delete(dock)) closed.add(dock)
    this.#closed = closed
    this.#save()
  }

  isShown(panel: PanelName): boolean {
    if (this.sideTabs.includes(panel)) return this.isOpen('side') && this.side === panel
    return this.bottom === panel && (this.mode === 'compact' || this.isOpen('bottom'))
  }

  /** Chooses the tab of a panel, and opens its dock. */
  show(panel: PanelName): void {
    const dock = this.sideTabs.includes(panel) ? 'side' : 'bottom'
    if (this.mode === 'compact') this.#compact = panel
    else if (dock === 'side') this.#side = panel
    else this.#bottom = panel
    if (this.mode !== 'compact' && !this.isOpen(dock)) this.toggleDock(dock)
  }

  /** Shows a panel; closes its dock if it is shown already. */
  toggle(panel: PanelName): void {
    if (!this.isShown(panel)) this.show(panel)
    else if (this.mode === 'compact') this.show('view')
    else this.toggleDock(this.sideTabs.includes(panel) ? 'side' : 'bottom')
  }

  /** Where one panel is shown at a time, leaves the details for the main view. */
  leaveDetails(): void {
    if (this.mode === 'compact' && (this.bottom === 'selection' || this.bottom === 'server'))
      this.show('view')
  }

  #save(): void {
    const remembered: Remembered = { sizes: { ...this.#sizes }, closed: [...this.#closed] }
    localStorage.setItem(STORAGE_KEY, JSON.stringify(remembered))
  }
}

/** What is remembered may come from another version of Grove. */
function read(): Remembered {
  const sizes = {
    servers: DOCK_SIZES.servers.size,
    side: DOCK_SIZES.side.size,
    bottom: DOCK_SIZES.bottom.size,
  }
  const docks = Object.keys(sizes) as Dock[]
  try {
    const stored = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}') as Partial<Remembered>
    for (const dock of docks) {
      const size = stored.sizes?.[dock]
      const { min, max } = DOCK_SIZES[dock]
      if (typeof size === 'number' && size >= min && size <= max) sizes[dock] = size
    }
    return { sizes, closed: docks.filter((dock) => stored.closed?.includes(dock)) }
  } catch {
    return { sizes, closed: [] }
  }
}
