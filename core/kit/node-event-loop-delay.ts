// The event-loop delay of this process. It is measured only while somebody reads it, because measuring costs time.
import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 20
/** Without a read for this long, measuring stops. */
const IDLE_MS = 30_000

/** In milliseconds, since the last read. */
export interface DelayReading {
  mean: number
  p99: number
  max: number
}

export class EventLoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  #idleTimer: NodeJS.Timeout | undefined

  /** Returns zeros at the first read, which starts the measuring. */
  read(): DelayReading {
    if (this.#idleTimer) this.#idleTimer.refresh()
    else this.#start()
    const { mean, max } = this.#histogram
    const reading = {
      mean: toDelayMs(mean),
      p99: toDelayMs(this.#histogram.percentile(99)),
      max: toDelayMs(max),
    }
    this.#histogram.reset()
    return reading
  }

  #start(): void {
    this.#histogram.enable()
    this.#idleTimer = setTimeout(() => {
      this.#histogram.disable()
      this.#idleTimer = undefined
    }, IDLE_MS).unref()
  }
}

/** The histogram holds nanoseconds between two ticks, the resolution included; its mean is NaN while it is empty. */
function toDelayMs(nanoseconds: number): number {
  return Math.max(0, (nanoseconds || 0) / 1e6 - RESOLUTION_MS)
}
