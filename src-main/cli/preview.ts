// `grove preview`: shows what a start would run, and runs nothing.
import { resolve } from 'node:path'
import type { Preview } from '../contract/index.ts'
import { createHost } from '../host/host.ts'
import { defineCommand } from './command.ts'
import { EXIT, exitCodeOfError } from './exit-codes.ts'
import { columns, printJson, printLine } from './output.ts'
import { JSON_OPTION } from './select-run.ts'
import { parseTargetOptions, START_OPTIONS } from './start-options.ts'

export const command = defineCommand({
  name: 'preview',
  group: 'Start a cluster',
  summary: 'show what a start would run; runs nothing',
  usage: '[DIR|PLAN]',
  maxArguments: 1,
  options: {
    sample: START_OPTIONS.sample,
    env: START_OPTIONS.env,
    node: START_OPTIONS.node,
    ...JSON_OPTION,
  },
  details: `The servers of a Pomelo or Pinus project are those in its JSON files. If a program makes its
configuration, only the command is shown that will ask it. Exits as grove up would if there are problems.`,
  run: async (values, [path]) => {
    const target = parseTargetOptions(values, path, 'preview')
    const absolute = target.kind === 'path' ? { ...target, path: resolve(target.path) } : target
    const preview = await createHost({ shell: 'terminal', node: values.node }).api.preview(absolute)
    if (values.json) printJson(preview)
    else for (const line of describe(preview)) printLine(line)
    const [problem] = preview.problems
    return problem ? exitCodeOfError(problem.code) : EXIT.done
  },
})

function describe(preview: Preview): string[] {
  const { name, directory, framework, environments, environment, node, entry } = preview
  const others = environments.filter((each) => each !== environment)
  const facts: [string, string][] = [
    ['project', `${name} in ${directory}`],
    ['framework', framework ?? 'Grove'],
  ]
  if (entry !== null) facts.push(['entry', entry])
  if (environment !== null) {
    facts.push([
      'environment',
      others.length > 0 ? `${environment} (others: ${others.join(', ')})` : environment,
    ])
  }
  if (node) facts.push(['node', `${node.version} (${node.path}, by ${node.source})`])
  const commands = preview.commands.map(({ serverType, line, dangers }): [string, string] => [
    serverType,
    [line, ...dangers.map((danger) => `! ${danger}`)].join('  '),
  ])
  return [
    ...columns(facts),
    ...section('Runs', columns(commands)),
    ...section(
      'To know',
      preview.notes.map(({ field, message }) => `${field} ${message}.`),
    ),
    ...section(
      'Problems',
      preview.problems.flatMap(({ message, hint }) => (hint === undefined ? [message] : [message, hint])),
    ),
  ]
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)]
}
