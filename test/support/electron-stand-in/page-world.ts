// Runs in the page's main world before its scripts: defines what the preload exposes.
import { Bridge } from './contexts.ts'

if (window === top) {
  const bridge = new Bridge('page')
  bridge.onExpose = (key, api) => {
    Object.defineProperty(window, key, { value: Object.freeze(api), writable: false, configurable: false })
  }
  bridge.hello()
}
