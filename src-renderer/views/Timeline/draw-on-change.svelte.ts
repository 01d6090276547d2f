// Canvas drawing as an effect.
import { throttleToFrame } from '../../flow/frame.ts'

/**
 * Draws in the next frame after any state that `read` uses has changed, at most once a frame.
 * @param intervalMs the least time between two drawings of a picture that changes slowly
 */
export function drawOnChange<Input>(read: () => Input, draw: (input: Input) => void, intervalMs = 0): void {
  let input: Input
  let drawnAt = -Infinity
  let timer: ReturnType<typeof setTimeout> | undefined
  const frame = throttleToFrame(() => {
    drawnAt = performance.now()
    draw(input)
  })
  const request = (): void => {
    timer = undefined
    frame.request()
  }
  $effect(() => {
    input = read()
    const wait = drawnAt + intervalMs - performance.now()
    if (wait <= 0) frame.request()
    else timer ??= setTimeout(request, wait)
  })
  $effect(() => () => {
    clearTimeout(timer)
    frame.cancel()
  })
}
