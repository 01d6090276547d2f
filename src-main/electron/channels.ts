// The names of the two IPC channels between a window and the main process.
export const CALL = 'grove:call'
export const EVENT = 'grove:event'
