// `grove init`: creates a project from a sample, or a plan from the configuration of a Pomelo or Pinus project.
import { relative, resolve } from 'node:path'
import type { PlanProblem } from '../contract/index.ts'
import { createHost } from '../host/host.ts'
import { groveFolder } from '../host/locations.ts'
import { UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'

export const command = defineCommand({
  name: 'init',
  group: 'Projects',
  summary: 'create a project, or a plan for a Pomelo or Pinus project',
  usage: '[DIR]',
  maxArguments: 1,
  options: {
    template: {
      type: 'string',
      valueName: 'NAME',
      help: 'sample to copy: minimal or chat (default minimal)',
    },
    import: { type: 'boolean', help: 'create a grove.json that runs a Pomelo or Pinus project unmodified' },
    json: { type: 'boolean', help: 'print the folder and the settings that are not followed, as JSON' },
  },
  details: `The folder of a new project must be empty or missing.
--import runs none of the project's code and writes only grove.json, for the programs beside the project
and for settings. Without one, grove up runs such a project too.
It lists the settings of the project that are not followed.`,
  run: async (values, [folder = '.']) => {
    if (values.import && values.template !== undefined) {
      throw new UsageError('grove init takes --template or --import, not both.')
    }
    const path = resolve(folder)
    const { api } = createHost({ shell: 'terminal' })
    const { directory, notes } = values.import
      ? await api.preview({ kind: 'path', path })
      : { directory: path, notes: [] }
    if (values.import) await api.importPlan(path)
    else await api.createProject(values.template ?? 'minimal', path)
    if (values.json) printJson({ directory, notes })
    else printLine(values.import ? importedText(directory, notes) : createdText(directory))
    return EXIT.done
  },
})

function createdText(directory: string): string {
  return `Created a project in ${directory}.

  cd ${relativePath(directory)}
  npm install ${groveFolder}   # types for your editor and the project's dependencies
  grove up                     # or: grove ui`
}

function importedText(directory: string, notes: PlanProblem[]): string {
  const lines = notes.map(({ field, message }) => `  ${field} ${message}.\n`)
  return `Created ${directory}/grove.json, which runs the project unmodified.${lines.length > 0 ? ' To know:' : ''}
${lines.join('')}
Add the programs that it needs under "servers", then run: grove up ${relativePath(directory)}`
}

function relativePath(directory: string): string {
  return relative(process.cwd(), directory) || '.'
}
