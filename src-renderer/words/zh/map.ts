// Simplified Chinese: the texts of the map, and the names of the three layouts.
import type { map as english } from '../en/map.ts'

export const map: typeof english = {
  layouts: { sequence: '时序图', timeline: '时间线', map: '拓扑图' },
}
