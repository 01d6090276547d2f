// Sums the use of process trees: a process counts for its nearest server, else for Grove.
import type { ProcessRow } from './process-row.ts'

export interface TreeUsage {
  /** Processor time so far, seconds. */
  cpu: number
  /** Bytes; shared memory counts once per process. */
  memory: number
}

/** Returns the rows of a process and of its descendants. */
export function withDescendants(rows: readonly ProcessRow[], root: number): ProcessRow[] {
  const children = new Map<number, ProcessRow[]>()
  for (const row of rows) children.set(row.parent, [...(children.get(row.parent) ?? []), row])
  const found = rows.filter(({ pid }) => pid === root)
  for (const row of found) found.push(...(children.get(row.pid) ?? []))
  return found
}

/** Returns the use of each root's tree, without the trees of the other roots. @param own the pid of Grove */
export function usageByRoot(
  rows: readonly ProcessRow[],
  roots: readonly number[],
  own: number,
): Map<number, TreeUsage> {
  const trees = new Map(roots.map((pid) => [pid, { cpu: 0, memory: 0 }]))
  const parents = new Map(rows.map(({ pid, parent }) => [pid, parent]))
  for (const row of rows) {
    let root: number | undefined = row.pid
    while (root !== undefined && !trees.has(root)) root = parents.get(root)
    const tree = root === undefined ? undefined : trees.get(root)
    if (!tree) continue
    // Children of Grove that ended were servers of their own.
    tree.cpu += row.cpu + (root === own ? 0 : row.childCpu)
    tree.memory += row.memory
  }
  return trees
}
