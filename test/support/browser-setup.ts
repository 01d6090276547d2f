// Runs once before the browser tests: finds or installs a browser, which takes longer than a test's timeout.
import { findBrowser } from './browser.ts'

export default function setup(): void {
  findBrowser()
}
