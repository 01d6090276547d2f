// The layout of the server list: the headings and rows of the lanes, at the lanes' heights or at those of their texts.
import type { Lane } from './lanes.ts'
import { HEADING_HEIGHT_PX, type LaneLayout } from './layout.ts'

export type ListItem = { key: string; top: number; height: number } & (
  | { kind: 'programs' }
  | { kind: 'type'; serverType: string; lanes: readonly Lane[]; folded: boolean }
  | { kind: 'server'; lane: Lane }
)

/** `heightOf` is the height of a server's row; without it the rows are as high as the lanes. */
export function layoutList(layout: LaneLayout, heightOf?: (lane: Lane) => number): ListItem[] {
  const items: ListItem[] = []
  let top = 0
  const add = (item: ListItem): void => {
    items.push(item)
    top = item.top + item.height
  }
  let hasPrograms = false
  for (const { serverType, isResource, lanes, folded, height } of layout.types) {
    if (isResource && !hasPrograms) add({ kind: 'programs', key: 'programs', top, height: HEADING_HEIGHT_PX })
    hasPrograms ||= isResource
    add({
      kind: 'type',
      key: `type ${serverType}`,
      top,
      height: heightOf ? HEADING_HEIGHT_PX : height,
      serverType,
      lanes,
      folded,
    })
    if (folded) continue
    for (const lane of lanes) {
      const height = heightOf?.(lane) ?? layout.byId.get(lane.id)?.height ?? HEADING_HEIGHT_PX
      add({ kind: 'server', key: `server ${lane.id}`, top, height, lane })
    }
  }
  return items
}

/** Where the list ends. */
export function listHeight(items: readonly ListItem[]): number {
  const last = items.at(-1)
  return last ? last.top + last.height : 0
}
