// What a plan says about a program, as text.
import type { ServerGroup } from '../../../src-main/contract/index.ts'
import { words } from '../../words/words.svelte.ts'

/** Returns the command line, quoted as for a shell. */
export function commandText({ command = [] }: Pick<ServerGroup, 'command'>): string {
  return command.map(quoted).join(' ')
}

/** `redis-1 is ready, migration has exited with code 0` */
export function dependencyText(dependsOn: NonNullable<ServerGroup['dependsOn']>): string {
  return Object.entries(dependsOn)
    .map(([name, condition]) => words.preview.condition(name, words.preview.conditions[condition]))
    .join(words.preview.comma)
}

/** `ready when its port accepts connections` */
export function readyText({ ready }: Pick<ServerGroup, 'ready'>): string {
  const { preview } = words
  if (!ready) return preview.readyAtOnce
  return preview.readyWhen([
    ...(ready.log === undefined ? [] : [preview.logMatches(ready.log)]),
    ...(ready.tcp ? [preview.portAccepts(ready.tcp.port)] : []),
    ...(ready.http ? [preview.getAnswers(ready.http.path)] : []),
  ])
}

function quoted(word: string): string {
  if (/^[\w@%+=:,./${}-]+$/.test(word)) return word
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
