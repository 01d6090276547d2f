// Canvas drawing as an effect.
import { throttleToFrame } from '../../flow/frame.ts'

/**
 * Draws in the next frame after any state that `read` uses has changed, at most once a frame.
 * @param intervalMs the least time between two drawings of a picture that changes slowly
 * @param isUrgent whether a change cannot wait so long, because elements on the picture show it at once
 */
export function drawOnChange<Input>(
  read: () => Input,
  draw: (input: Input) => void,
  intervalMs = 0,
  isUrgent: (before: Input, now: Input) => boolean = () => false,
): void {
  let input: Input
  let drawn: Input | undefined
  let drawnAt = -Infinity
  let timer: ReturnType<typeof setTimeout> | undefined
  const frame = throttleToFrame(() => {
    drawnAt = performance.now()
    drawn = input
    draw(input)
  })
  const request = (): void => {
    timer = undefined
    frame.request()
  }
  $effect(() => {
    input = read()
    const wait = drawnAt + intervalMs - performance.now()
    if (wait <= 0 || (drawn !== undefined && isUrgent(drawn, input))) frame.request()
    else timer ??= setTimeout(request, wait)
  })
  $effect(() => () => {
    clearTimeout(timer)
    frame.cancel()
  })
}
