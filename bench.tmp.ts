import { syntheticTimeline } from './test/support/synthetic-timeline.ts'
import { whoKnowsWhom, changedCells, convergence, knowledgeProblems, sortByTime, timeOf, ClusterState } from './src-main/timeline/index.ts'
import { ViewComparison } from './src-main/timeline/convergence.ts'
import { troublesOf } from './src-main/timeline/troubles.ts'
import { matrixByType } from './src-renderer/views/State/type-matrix.ts'
for (const n of [24, 104, 300]) {
  const events = sortByTime(syntheticTimeline({ servers: n }).events)
  for (const share of [0.15, 0.4, 0.8, 1]) {
    const s = new ClusterState(); for (const e of events.slice(0, Math.floor(events.length * share))) s.apply(e)
    const c = new ViewComparison()
    const laps: Record<string, number[]> = {}
    const lap = (name: string, f: () => unknown) => { const t = performance.now(); const r = f(); (laps[name] ??= []).push(performance.now() - t); return r as any }
    for (let i = 0; i < 7; i++) {
      const conv = lap('convergence', () => convergence(s, c))
      const m = lap('matrix', () => whoKnowsWhom(s, { comparison: c }))
      lap('changed', () => changedCells(m, m))
      lap('troubles', () => troublesOf(s, conv, 1e9))
      const p = lap('problems', () => knowledgeProblems(s, conv, m, 1e9))
      lap('types', () => matrixByType(m, (id) => s.processes.get(id)?.serverType ?? '', () => false))
      if (i === 0) console.log(n, share, JSON.stringify(m.counts), p.length, p.map((x: any) => x.title).join(' | ').slice(0, 200))
    }
    console.log(n, share, Object.entries(laps).map(([k, v]) => `${k} ${v.sort((a, b) => a - b)[3]!.toFixed(1)}`).join(', '))
  }
}
