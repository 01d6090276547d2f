// The web shell: serves the host behind a local page, and opens it in a browser.
export { openBrowser } from './open-browser.ts'
export { serveWeb, type WebServer } from './server.ts'
