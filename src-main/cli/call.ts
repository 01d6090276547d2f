// `grove call`: lets a server call a method of other servers, or lists what it can call.
import { messageOf } from '../../core/kit/message-of.ts'
import {
  argumentsProblem,
  MAX_CALL_TIMEOUT_MS,
  type CallableService,
  type CallAnswer,
  type CallTarget,
} from '../contract/index.ts'
import { formatElapsed } from '../timeline/index.ts'
import { parseNumber, suggestNearest, UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { columns, printJson, printLine, printMessage } from './output.ts'
import { JSON_OPTION, RUN_OPTION, resolveServerIds, withRun } from './select-run.ts'

const DEFAULT_TIMEOUT_MS = 5_000
const MAX_LISTED = 8

interface TargetOptions {
  to?: string | undefined
  route?: string | undefined
  all?: string | undefined
}

export const command = defineCommand({
  name: 'call',
  group: 'Act on a running cluster',
  summary: 'let a server call a method of another one, or list what it can call',
  usage: 'SERVER [METHOD [JSON…]]',
  maxArguments: Number.POSITIVE_INFINITY,
  options: {
    to: { type: 'string', valueName: 'ID', help: 'call this server' },
    route: {
      type: 'string',
      valueName: 'KEY',
      help: 'call the server that calls with this key go to',
    },
    all: { type: 'string', valueName: 'TYPE', help: 'call every server of this type' },
    timeout: {
      type: 'string',
      valueName: 'MS',
      help: `time limit for each answer, milliseconds (default ${DEFAULT_TIMEOUT_MS})`,
    },
    ...RUN_OPTION,
    ...JSON_OPTION,
  },
  details: `SERVER makes the call through its own proxies, as its code would; the timeline shows it.
METHOD is SERVICE.METHOD, like room.members. Without it, grove call prints what SERVER can call.
Each JSON is one argument: 7, '"lobby"', '{"a":1}'. Those that begin with - go after --.
Without --to, --route or --all, exactly one server must offer the method.`,
  run: async (values, [server, name, ...texts]) => {
    if (server === undefined)
      throw new UsageError('grove call needs a server: grove call connector-1 room.members')
    const args = parseArguments(texts)
    const timeoutMs = parseNumber(
      '--timeout',
      values.timeout ?? String(DEFAULT_TIMEOUT_MS),
      1,
      MAX_CALL_TIMEOUT_MS,
      'milliseconds',
    )
    return withRun(values.run, async ({ connection, run }) => {
      const [id = server] = resolveServerIds(run, [server])
      const services = await connection.api.proxies(run.run, id)
      const about = { run: run.run, name: run.name, server: id }
      if (name === undefined) {
        if (values.json) printJson({ ...about, services })
        else printServices(id, services)
        return EXIT.done
      }
      const { service, method, target } = findMethod(id, services, name, values)
      const call = { service, method, args, target, timeoutMs: Math.round(timeoutMs) }
      const { event, answers } = await connection.api.call(run.run, id, call)
      if (values.json) printJson({ ...about, event, answers: answers.map(answerAsJson) })
      else printAnswers(answers)
      return answers.length > 0 && answers.every(({ error }) => error === null) ? EXIT.done : EXIT.failed
    })
  },
})

function parseArguments(texts: readonly string[]): unknown[] {
  const args = texts.map((text, index): unknown => {
    try {
      return JSON.parse(text)
    } catch (error) {
      throw new UsageError(
        `Argument ${index + 1} is no JSON (${messageOf(error)}). Write a text as '"text"', quotes included.`,
      )
    }
  })
  const problem = argumentsProblem(args)
  if (problem !== null) throw new UsageError(problem)
  return args
}

/** Finds the method by `service.method`; both may have dots. */
function findMethod(
  caller: string,
  services: readonly CallableService[],
  name: string,
  options: TargetOptions,
): { service: string; method: string; target: CallTarget } {
  const offers = services.flatMap(({ serverType, service, methods, servers }) =>
    methods.map((method) => ({ serverType, service, method, servers, name: `${service}.${method}` })),
  )
  const offering = offers.filter((offer) => offer.name === name)
  const [first] = offering
  if (!first) {
    const names = [...new Set(offers.map((offer) => offer.name))]
    throw new UsageError(`${caller} can call no ${name}${suggestNearest(name, names)}`)
  }
  const { service, method } = first
  return { service, method, target: chooseTarget(name, offering, options) }
}

function chooseTarget(
  name: string,
  offering: readonly Pick<CallableService, 'serverType' | 'servers'>[],
  { to, route, all }: TargetOptions,
): CallTarget {
  if ([to, route, all].filter((option) => option !== undefined).length > 1)
    throw new UsageError('--to, --route and --all exclude each other.')
  if (to !== undefined) return { kind: 'server', id: to }
  if (all !== undefined) return { kind: 'all', serverType: all }
  const [first, ...others] = offering
  if (route !== undefined) {
    if (first && others.length === 0) return { kind: 'route', serverType: first.serverType, key: route }
    const types = offering.map(({ serverType }) => serverType).join(', ')
    throw new UsageError(`${name} is offered by more than one type (${types}): choose a server with --to.`)
  }
  const servers = offering.flatMap((offer) => offer.servers)
  const [only] = servers
  if (only !== undefined && servers.length === 1) return { kind: 'server', id: only }
  const shown = servers.slice(0, MAX_LISTED).join(', ')
  const more = servers.length > MAX_LISTED ? ` and ${servers.length - MAX_LISTED} more` : ''
  throw new UsageError(`${name} is offered by ${shown}${more}: choose with --to, --route or --all.`)
}

function printServices(id: string, services: readonly CallableService[]): void {
  if (services.length === 0) return printLine(`${id} has no proxies: it can call nothing.`)
  const rows = services.flatMap(({ serverType, service, methods, servers }) =>
    methods.map((method) => [serverType, `${service}.${method}`, servers.join(', ')]),
  )
  for (const line of columns([['TYPE', 'METHOD', 'SERVERS'], ...rows])) printLine(line)
}

function printAnswers(answers: readonly CallAnswer[]): void {
  for (const { server, roundTrip, value, error } of answers) {
    const after = `${server ?? '(no server)'} ${formatElapsed(roundTrip)}`
    if (error) printMessage(`${after}: ${error.code}: ${error.message}${error.hint ? ` ${error.hint}` : ''}`)
    else if (value?.isTruncated)
      printLine(`${after}: ${value.json} … (${value.bytes} bytes, only the beginning is shown)`)
    else printLine(`${after}: ${value?.json ?? 'null'}`)
  }
}

/** A value that is whole is JSON itself. */
function answerAsJson({ server, roundTrip, value, error }: CallAnswer) {
  if (error) return { server, roundTrip, error }
  if (!value || value.isTruncated) return { server, roundTrip, truncated: value }
  return { server, roundTrip, value: JSON.parse(value.json) as unknown, bytes: value.bytes }
}
