// What the stand-in has seen of the app, for the test to ask.
import type { Observed } from './protocol.ts'

export const observed: Observed = {
  sandboxed: false,
  windows: [],
  messageBoxes: [],
  refused: [],
  outside: [],
}
