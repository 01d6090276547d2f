// Plain data behind a reactive source.
import { flushSync } from 'svelte'
import { expect, test } from 'vitest'
import { ReactiveSource } from '../../../src-renderer/state/reactive-source.ts'

test('an effect that reads the source runs again after each change, until it is stopped', () => {
  const source = new ReactiveSource()
  let value = 1
  const seen: number[] = []
  const stop = $effect.root(() => {
    $effect(() => {
      source.track()
      seen.push(value)
    })
  })
  const change = (next: number): void => {
    value = next
    source.notify()
    flushSync()
  }
  flushSync()
  change(2)
  change(3)
  expect(seen).toEqual([1, 2, 3])
  stop()
  change(4)
  expect(seen).toEqual([1, 2, 3])
})
