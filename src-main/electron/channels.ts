// The names of the IPC channels between a window and the main process.
/** Calls of the host and its events. */
export const CALL = 'grove:call'
export const EVENT = 'grove:event'
/** The second channel: to the desktop program, and from it. */
export const FROM_PAGE = 'grove:from-page'
export const TO_PAGE = 'grove:to-page'
