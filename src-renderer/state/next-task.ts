// How work in parts gives way to frames and input, and after how long.

export const MAX_WORK_MS = 12

/** Resolves after the browser had the chance to draw and to handle input. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => {
      port1.close()
      resolve()
    })
    port1.start()
    port2.postMessage(null)
  })
}
