// The playhead: the one moment that every panel shows, at now or at any time before it.
import type { Run } from './run.svelte.ts'

/** How fast it plays, as a factor of real time. */
export const SPEEDS: readonly number[] = [0.1, 0.25, 0.5, 1, 2, 5, 10]
/** With reduced motion, playing moves this often instead of each frame. */
const REDUCED_MOTION_STEP_MS = 500

/** What the playhead moves along. Times are nanoseconds since t0. */
export interface Course {
  /** The nearest stop, a boundary of a chapter, after (1) or before (-1) a time; null if there is none. */
  stopBeside(time: number, direction: 1 | -1): number | null
  /** Where playing goes on: the end of the folded idle time around `time`, else `time` itself. */
  skipIdle(time: number): number
}

export class Playhead {
  speed = $state(1)
  readonly #run: Run
  readonly #course: Course
  #at = $state<number | null>(null)
  #previousStop = $state<number | null>(null)
  #isPlaying = $state(false)
  /** Nanoseconds since t0: where it stands. */
  readonly time = $derived.by(() => this.#at ?? this.#run.now)
  readonly isLive = $derived.by(() => this.#at === null && this.#run.live)

  constructor(run: Run, course: Course) {
    this.#run = run
    this.#course = course
  }

  /** Null sticks to now; in an ended run, to its end. */
  get at(): number | null {
    return this.#at
  }

  /** Where it stood before the last jump: what changed is compared with it. Null if it never moved. */
  get previousStop(): number | null {
    return this.#previousStop
  }

  get isPlaying(): boolean {
    return this.#isPlaying
  }

  /** Jumps. A time at or after now sticks to now. */
  moveTo(time: number): void {
    if (time === this.time) return
    this.#leave()
    this.drag(time)
  }

  /** Moves on within one jump, such as while the pointer drags: the previous stop stays. */
  drag(time: number): void {
    this.#at = time >= this.#run.now ? null : Math.max(0, time)
  }

  goLive(): void {
    if (this.#at !== null) this.moveTo(this.#run.now)
  }

  /** Plays from here; from the beginning where it stands at the end. */
  play(): void {
    if (this.#isPlaying || this.isLive) return
    this.#leave()
    if (this.#at === null) this.#at = 0
    this.#isPlaying = true
    const isReduced = matchMedia('(prefers-reduced-motion: reduce)').matches
    let before = performance.now()
    const step = (): void => {
      if (!this.#isPlaying) return
      const now = performance.now()
      this.#playOn((now - before) * 1e6 * this.speed)
      before = now
      next()
    }
    const next = (): void => {
      if (isReduced) setTimeout(step, REDUCED_MOTION_STEP_MS)
      else requestAnimationFrame(step)
    }
    next()
  }

  /** Stops playing; holds a live run's present moment. */
  pause(): void {
    if (this.isLive) {
      this.#previousStop = this.#at = this.#run.now
    }
    this.#isPlaying = false
  }

  togglePlaying(): void {
    if (this.#isPlaying || this.isLive) this.pause()
    else this.play()
  }

  /** Moves to the next or previous boundary of a chapter; to now after the last one. */
  toStop(direction: 1 | -1): void {
    const stop = this.#course.stopBeside(this.time, direction)
    this.moveTo(stop ?? (direction > 0 ? this.#run.now : 0))
  }

  #leave(): void {
    this.#isPlaying = false
    this.#previousStop = this.time
  }

  #playOn(nanoseconds: number): void {
    this.drag(this.#course.skipIdle(this.time + nanoseconds))
    if (this.#at === null) this.#isPlaying = false
  }
}
