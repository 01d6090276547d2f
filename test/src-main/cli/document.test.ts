// docs/CLI.md says what the commands themselves say, and so cannot grow old.
import { readFile, writeFile } from 'node:fs/promises'
import { format, resolveConfig } from 'prettier'
import { expect, it } from 'vitest'
import { allCommands, COMMAND_NAMES } from '../../../src-main/cli/commands.ts'
import { commandHelp, overview } from '../../../src-main/cli/help.ts'

const file = 'docs/CLI.md'
const BEGIN = '<!-- From here on generated from the commands: UPDATE=1 npx vitest run test/src-main/cli -->'

it('docs/CLI.md is current (UPDATE=1 writes it)', async () => {
  const commands = await allCommands()
  const [prose = ''] = (await readFile(file, 'utf8')).split(BEGIN)
  const sections = commands.map(
    (command) => `## grove ${command.name}\n\n\`\`\`text\n${commandHelp(command)}\`\`\`\n`,
  )
  const document = [prose + BEGIN, `\`\`\`text\n${overview(commands)}\`\`\``, ...sections].join('\n\n')
  const text = await format(document, { ...(await resolveConfig(file)), parser: 'markdown' })
  if (process.env['UPDATE']) await writeFile(file, text)
  expect(await readFile(file, 'utf8')).toBe(text)
})

it('every command goes by the name that the table has, and no line of its help is too long', async () => {
  const commands = await allCommands()
  expect(commands.map(({ name }) => name)).toEqual(COMMAND_NAMES)
  for (const command of commands)
    for (const line of commandHelp(command).split('\n')) expect(line.length, line).toBeLessThanOrEqual(110)
})
