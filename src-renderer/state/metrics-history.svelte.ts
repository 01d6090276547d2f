// CPU, memory and event-loop delay of each server in the last minutes, as they were sampled while the window watched.
import type { ServerMetrics } from '../../src-main/contract/index.ts'
import { ReactiveSource } from './reactive-source.ts'

/** A sample comes each second, on some systems less often. */
const MAX_SAMPLES = 300

export interface MetricsSample extends ServerMetrics {
  /** Nanoseconds since t0. */
  at: number
}

export class MetricsHistory {
  readonly #samples = new Map<string, MetricsSample[]>()
  readonly #changes = new ReactiveSource()

  add(at: number, processes: readonly ServerMetrics[]): void {
    for (const process of processes) {
      const samples = this.#samples.get(process.id) ?? []
      samples.push({ ...process, at })
      if (samples.length > MAX_SAMPLES) samples.shift()
      this.#samples.set(process.id, samples)
    }
    this.#changes.notify()
  }

  /** Returns the samples of a server up to a time, the oldest first; tracked. */
  of(id: string, until: number): readonly MetricsSample[] {
    this.#changes.track()
    return (this.#samples.get(id) ?? []).filter(({ at }) => at <= until)
  }
}
