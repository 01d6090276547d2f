// The web shell's door: the host behind a local page, and the way to put that page before the user.
export { openBrowser } from './open-browser.ts'
export { serveWeb, type WebServer } from './server.ts'
