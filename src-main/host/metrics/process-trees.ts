// Whose a process is: it counts for the server above it that is nearest, or else for Grove.
import type { ProcessRow } from './process-row.ts'

export interface Tree {
  /** Processor time so far, seconds. */
  cpu: number
  /** Bytes; what processes share is counted for each. */
  memory: number
}

/** The rows of a process and of all below it. */
export function familyOf(rows: readonly ProcessRow[], root: number): ProcessRow[] {
  const children = new Map<number, ProcessRow[]>()
  for (const row of rows) children.set(row.parent, [...(children.get(row.parent) ?? []), row])
  const family = rows.filter(({ pid }) => pid === root)
  for (const member of family) family.push(...(children.get(member.pid) ?? []))
  return family
}

/** The tree of each of these processes, without the trees of the others. `rows` are one family. */
export function treesOf(
  rows: readonly ProcessRow[],
  roots: readonly number[],
  own: number,
): Map<number, Tree> {
  const trees = new Map(roots.map((root) => [root, { cpu: 0, memory: 0 }]))
  const parents = new Map(rows.map(({ pid, parent }) => [pid, parent]))
  for (const row of rows) {
    let above: number | undefined = row.pid
    while (above !== undefined && !trees.has(above)) above = parents.get(above)
    const tree = above === undefined ? undefined : trees.get(above)
    if (!tree) continue
    // What ended below a server is the server's; what ended below Grove were servers.
    tree.cpu += row.cpu + (above === own ? 0 : row.childCpu)
    tree.memory += row.memory
  }
  return trees
}
