// Electron's `protocol` and `session`: the app's scheme and permissions. Chromium does not know `app:`, so the page gets
// an https origin that never leaves the machine.
import { app } from './app.ts'

const SUFFIX = '.grove.invalid'

interface Scheme {
  scheme: string
  privileges?: { standard?: boolean; secure?: boolean }
}
type Handler = (request: Request) => Promise<Response> | Response
type PermissionRequest = (
  contents: null,
  permission: string,
  done: (granted: boolean) => void,
  details: object,
) => void
type PermissionCheck = (contents: null, permission: string, origin: string) => boolean

const privileged = new Map<string, Scheme>()
const handlers = new Map<string, Handler>()
const permissions: { request?: PermissionRequest | null; check?: PermissionCheck | null } = {}

export const protocol = {
  registerSchemesAsPrivileged(schemes: Scheme[]): void {
    app.mustComeBeforeReady('protocol.registerSchemesAsPrivileged')
    for (const scheme of schemes) privileged.set(scheme.scheme, scheme)
  },
  handle(scheme: string, handler: Handler): void {
    app.mustComeAfterReady('protocol.handle')
    const { standard, secure } = privileged.get(scheme)?.privileges ?? {}
    if (!standard || !secure)
      throw new Error(`The scheme ${scheme} was not registered as standard and secure.`)
    if (handlers.has(scheme)) throw new Error(`The scheme ${scheme} is handled already.`)
    handlers.set(scheme, handler)
  },
}

export const session = {
  get defaultSession() {
    app.mustComeAfterReady('session.defaultSession')
    return {
      protocol,
      setPermissionRequestHandler: (handler: PermissionRequest | null) => (permissions.request = handler),
      setPermissionCheckHandler: (handler: PermissionCheck | null) => (permissions.check = handler),
      setDevicePermissionHandler: () => {},
    }
  },
}

/** Like Electron, grants what no handler denies. */
export function isGranted(permission: string, origin: string): Promise<{ request: boolean; check: boolean }> {
  const check = permissions.check?.(null, permission, origin) ?? true
  return new Promise((resolve) => {
    const done = (request: boolean) => resolve({ request, check })
    if (permissions.request)
      permissions.request(null, permission, done, { requestingUrl: origin, isMainFrame: true })
    else done(true)
  })
}

/** `app://bundle/x` → `https://bundle.app.grove.invalid/x`. */
export function toChromium(address: string): string {
  const parts = /^([a-z]+):\/\/([^/?#]*)(.*)$/.exec(address)
  return parts && privileged.has(parts[1] ?? '')
    ? `https://${parts[2]}.${parts[1]}${SUFFIX}${parts[3]}`
    : address
}

export function fromChromium(address: string): string {
  const parts = /^https:\/\/([^/?#]*)\.([a-z]+)\.grove\.invalid(.*)$/.exec(address)
  return parts ? `${parts[2]}://${parts[1]}${parts[3]}` : address
}

/** Returns the app's response to a request of its scheme; null for any other. */
export async function answerRequest(address: string, method: string): Promise<Response | null> {
  const handler = handlers.get(new URL(address).protocol.slice(0, -1))
  return handler ? await handler(new Request(address, { method })) : null
}
