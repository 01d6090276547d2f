// Where the playhead stops when it moves by chapter.
import { bisect } from '../../core/kit/binary-search.ts'
import type { Chapter } from '../../src-main/timeline/index.ts'

/** The beginning of the nearest chapter after (1) or before (-1) a time; null if there is none. Idle time is no stop. */
export function stopBeside(chapters: readonly Chapter[], time: number, direction: 1 | -1): number | null {
  const stops = chapters.filter(({ kind }) => kind !== 'idle').map(({ from }) => from)
  const later = bisect(stops, (stop) => (direction > 0 ? stop > time : stop >= time))
  return stops[direction > 0 ? later : later - 1] ?? null
}
