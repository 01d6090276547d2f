// What a plan says about a program, as text.
import type { ServerGroup } from '../../../src-main/contract/index.ts'

/** Returns the command line, quoted as for a shell. */
export function commandText({ command = [] }: Pick<ServerGroup, 'command'>): string {
  return command.map(quoted).join(' ')
}

/** `redis-1 is ready, migration has exited with code 0` */
export function dependencyText(dependsOn: NonNullable<ServerGroup['dependsOn']>): string {
  const texts = { started: 'has started', ready: 'is ready', exited: 'has exited with code 0' }
  return Object.entries(dependsOn)
    .map(([name, condition]) => `${name} ${texts[condition]}`)
    .join(', ')
}

/** `ready when its port accepts connections` */
export function readyText({ ready }: Pick<ServerGroup, 'ready'>): string {
  if (!ready) return 'ready as soon as it runs'
  const conditions = [
    ...(ready.log === undefined ? [] : [`its log matches ${ready.log}`]),
    ...(ready.tcp ? [`${ready.tcp.port ? `port ${ready.tcp.port}` : 'its port'} accepts connections`] : []),
    ...(ready.http ? [`GET ${ready.http.path} answers`] : []),
  ]
  return `ready when ${conditions.join(' and ')}`
}

function quoted(word: string): string {
  if (/^[\w@%+=:,./${}-]+$/.test(word)) return word
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
