// The two IPC channels between a window and the main process. Named once: the preload and the main process are
// separate bundles.
export const CALL = 'grove:call'
export const EVENT = 'grove:event'
