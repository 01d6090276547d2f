// The servers of another framework's project, also those that are added to it.
import type { Member, ServerGroup } from './plan.ts'

/** Returns the `n`th server of another framework's project; undefined for a type without any. */
export function memberOf({ members }: ServerGroup, n: number): Member | undefined {
  return members?.[n - 1] ?? (members && furtherMember(members, n))
}

const PORT_WORD = /^(\w*port)=(\d+)$/i

/** Returns the ports on a member's command line, like `port=3150` and `clientPort=3010`. */
export function portsOf({ command }: Member): number[] {
  return command.flatMap((word) => Number(PORT_WORD.exec(word)?.[2] ?? 0) || [])
}

/** Continues the pattern of a type: the last member's id and ports count up. */
function furtherMember(members: Member[], n: number): Member | undefined {
  const last = members.at(-1)
  if (!last) return undefined
  const beyond = n - members.length
  const id = nextId(members, beyond)
  const highest = (key: string) =>
    Math.max(
      ...members.flatMap(({ command }) =>
        command.map((word) => Number(word.startsWith(`${key}=`) ? word.slice(key.length + 1) : 0)),
      ),
    )
  const command = last.command.map((word) => {
    const key = PORT_WORD.exec(word)?.[1]
    if (word === `id=${last.id}`) return `id=${id}`
    return key === undefined || word.endsWith('=0') ? word : `${key}=${highest(key) + beyond}`
  })
  const ports = members.flatMap(({ port }) => (port === 'none' ? [] : [port]))
  return { ...last, id, port: last.port === 'none' ? 'none' : Math.max(...ports) + beyond, command }
}

/** `chat-server-2` is followed by `chat-server-3`, `gate` by `gate-2`. */
function nextId(members: Member[], beyond: number): string {
  const numbered = members.flatMap(({ id }) => {
    const [, name, number] = /^(.*?)(\d+)$/.exec(id) ?? []
    return name === undefined ? [] : [{ name, number: Number(number) }]
  })
  const name = numbered.at(-1)?.name
  if (name === undefined) return `${members.at(-1)?.id}-${members.length + beyond}`
  const highest = Math.max(...numbered.map((each) => (each.name === name ? each.number : 0)))
  return `${name}${highest + beyond}`
}
