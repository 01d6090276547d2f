// What the stand-in has observed of the app; the test requests it.
import type { Observed } from './protocol.ts'

export const observed: Observed = {
  sandboxed: false,
  windows: [],
  messageBoxes: [],
  notifications: [],
  openedOutside: [],
  recent: [],
  badge: 0,
  protocols: [],
  refused: [],
  outside: [],
}
