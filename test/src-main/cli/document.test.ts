// docs/CLI.md is generated from the commands, so the document and the help cannot disagree.
import { readFile, writeFile } from 'node:fs/promises'
import { format, resolveConfig } from 'prettier'
import { expect, it } from 'vitest'
import type { OptionTable } from '../../../src-main/cli/arguments.ts'
import type { Command } from '../../../src-main/cli/command.ts'
import { allCommands, COMMAND_NAMES } from '../../../src-main/cli/commands.ts'
import { commandHelp, optionLines, overview } from '../../../src-main/cli/help.ts'
import { JSON_OPTION, RUN_OPTION } from '../../../src-main/cli/select-run.ts'
import { START_OPTIONS } from '../../../src-main/cli/start-options.ts'

const file = 'docs/CLI.md'
const MARK =
  '<!-- Generated from the commands. To update: UPDATE=1 npx vitest run --project unit test/src-main/cli -->'
const SELECT = { ...RUN_OPTION, ...JSON_OPTION }

it('docs/CLI.md equals the help of the commands (UPDATE=1 rewrites it)', async () => {
  const commands = await allCommands()
  const [prose = ''] = (await readFile(file, 'utf8')).split(MARK)
  const documented = commands.map(withoutShared).filter(hasMoreThanSummary)
  const document = [
    prose + MARK,
    block([overview(commands).trimEnd()]),
    '## Shared options',
    'Options of `grove up` and `grove run`:',
    block(optionLines(START_OPTIONS)),
    'Options of the commands that act on a running cluster:',
    block(optionLines(SELECT)),
    ...documented.map((command) => `## grove ${command.name}\n\n${block(ownHelp(command))}`),
  ].join('\n\n')
  const text = await format(document, { ...(await resolveConfig(file)), parser: 'markdown' })
  if (process.env['UPDATE']) await writeFile(file, text)
  expect(await readFile(file, 'utf8')).toBe(text)
})

it('each command has the name of its table row, and its help fits in 112 columns', async () => {
  const commands = await allCommands()
  expect(commands.map(({ name }) => name)).toEqual(COMMAND_NAMES)
  for (const line of [...commands.map((command) => commandHelp(command)), overview(commands)]
    .join('')
    .split('\n'))
    expect(line.length, line).toBeLessThanOrEqual(112)
})

function withoutShared(command: Command): Command {
  const shared: OptionTable = { ...START_OPTIONS, ...SELECT }
  const own = Object.entries(command.options).filter(([name, option]) => shared[name] !== option)
  return { ...command, options: Object.fromEntries(own) }
}

function hasMoreThanSummary({ options, details }: Command): boolean {
  return details !== '' || Object.keys(options).length > 0
}

function ownHelp({ details, options }: Command): string[] {
  const lines = optionLines(options)
  return details && lines.length > 0 ? [details, '', ...lines] : [details, ...lines].filter(Boolean)
}

function block(lines: string[]): string {
  return `\`\`\`text\n${lines.join('\n')}\n\`\`\``
}
