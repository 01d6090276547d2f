// Runs once before the browser tests: finds a browser, or installs one, which takes longer than a test may.
import { findBrowser } from './browser.ts'

export default function setup(): void {
  findBrowser()
}
