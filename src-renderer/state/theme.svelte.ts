// The theme: the system's, until the user chooses one. Sets the phase and state colours as CSS variables.
import { paletteOf, type Palette, type ThemeName } from '../flow/palette.ts'

const STORAGE_KEY = 'grove.theme'

export class Theme {
  name = $state<ThemeName>('light')
  readonly palette: Palette = $derived(paletteOf(this.name))
  readonly #system = matchMedia('(prefers-color-scheme: dark)')

  constructor() {
    this.#system.addEventListener('change', () => this.#apply())
    this.#apply()
  }

  toggle(): void {
    const next: ThemeName = this.name === 'dark' ? 'light' : 'dark'
    const system: ThemeName = this.#system.matches ? 'dark' : 'light'
    if (next === system) localStorage.removeItem(STORAGE_KEY)
    else localStorage.setItem(STORAGE_KEY, next)
    this.#apply()
  }

  #apply(): void {
    const stored = localStorage.getItem(STORAGE_KEY)
    const chosen = stored === 'light' || stored === 'dark' ? stored : null
    this.name = chosen ?? (this.#system.matches ? 'dark' : 'light')
    const palette = paletteOf(this.name)
    const root = document.documentElement
    root.dataset['theme'] = this.name
    for (const [phase, colour] of Object.entries(palette.phases))
      root.style.setProperty(`--phase-${phase}`, colour)
    for (const [state, colour] of Object.entries(palette.states))
      root.style.setProperty(`--state-${state}`, colour)
  }
}
