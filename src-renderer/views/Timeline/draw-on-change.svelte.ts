// Canvas drawing as an effect.
import { throttleToFrame } from '../../flow/frame.ts'

/** Draws in the next frame after any state that `read` uses has changed, at most once a frame. */
export function drawOnChange<Input>(read: () => Input, draw: (input: Input) => void): void {
  let input: Input
  const frame = throttleToFrame(() => draw(input))
  $effect(() => {
    input = read()
    frame.request()
  })
  $effect(() => frame.cancel)
}
