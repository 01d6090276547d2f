// Commands that go from finding to finding.
import { words } from '../../words/words.svelte.ts'
import type { Command, CommandSource } from './command.ts'

export const findingCommands: CommandSource = ({ screen }): Command[] => {
  if (screen === null) return []
  const { inspector, panels } = screen
  const step = (id: string, title: string, keys: string[], by: 1 | -1): Command => ({
    id,
    group: 'events',
    title,
    keys,
    keywords: ['check error warning'],
    unavailable: inspector.findings.beside(by) < 0 ? words.findings.noMore : undefined,
    run: () => {
      panels.show('findings')
      inspector.findings.step(by)
    },
  })
  return [
    step('finding.next', words.findings.next, ['E'], 1),
    step('finding.previous', words.findings.previous, ['Shift+E'], -1),
  ]
}
