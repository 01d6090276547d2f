// `grove init`: a new project from a sample, or a plan from the configuration of a Pomelo or Pinus project.
import { relative, resolve } from 'node:path'
import type { PlanProblem } from '../contract/index.ts'
import { createHost, groveFolder } from '../host/index.ts'
import { UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'

export const command = defineCommand({
  name: 'init',
  group: 'Projects',
  summary: 'make a new project, or a plan of a Pomelo one',
  takes: '[DIR]',
  most: 1,
  options: {
    template: { type: 'string', takes: 'NAME', help: 'minimal or chat (default: minimal)' },
    import: { type: 'boolean', help: 'make a grove.json of config/servers.json and config/master.json' },
    json: { type: 'boolean', help: 'where the project is, and what could not be imported, as JSON' },
  },
  details: `A new project goes into a folder that is empty or not there. An import runs nothing of the project, writes
grove.json and nothing else, and says what of the old configuration has no place in it.`,
  run: async (values, [folder = '.']) => {
    if (values.import && values.template !== undefined) {
      throw new UsageError('grove init takes --template or --import, not both.')
    }
    const path = resolve(folder)
    const { directory, notes } = values.import
      ? await importProject(path)
      : await makeProject(values.template ?? 'minimal', path)
    if (values.json) process.stdout.write(`${JSON.stringify({ directory, notes })}\n`)
    else process.stdout.write(values.import ? imported(directory, notes) : made(directory))
    return EXIT.done
  },
})

interface Done {
  directory: string
  notes: PlanProblem[]
}

async function makeProject(template: string, path: string): Promise<Done> {
  await createHost({ shell: 'terminal' }).api.createProject(template, path)
  return { directory: path, notes: [] }
}

async function importProject(path: string): Promise<Done> {
  const { api } = createHost({ shell: 'terminal' })
  const { directory, notes } = await api.preview({ kind: 'path', path })
  await api.importPlan(path)
  return { directory, notes }
}

function made(directory: string): string {
  return `A new project is in ${directory}.

  cd ${shown(directory)}
  npm install ${groveFolder}   # types for your editor, and what package.json lists
  grove up                     # or: grove ui
`
}

function imported(directory: string, notes: PlanProblem[]): string {
  const lines = notes.map(({ field, message }) => `  ${field} ${message}.\n`)
  return `${directory}/grove.json is made. ${lines.length > 0 ? 'What has no place in it:' : 'Everything has a place in it.'}
${lines.join('')}
Read it, then: grove up ${shown(directory)}
`
}

function shown(directory: string): string {
  return relative(process.cwd(), directory) || '.'
}
