// Finds the configuration of a Pomelo or Pinus project and reads it; nothing of the project is run.
import { access, readFile, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ClusterPlan, PlanProblem, Problem } from '../../contract/index.ts'
import { checkPlan, parseJsonText } from './plan-file.ts'
import { planOfPomelo } from './pomelo-plan.ts'

export interface PomeloLayout {
  /** Real path of the folder that has `config/`. */
  directory: string
  plan: ClusterPlan | null
  notes: PlanProblem[]
  problems: Problem[]
}

/** A project's root holds its server in this folder. */
const PLACES = ['.', 'game-server']
const CONFIGS = ['config/servers.json', 'config/development/servers.json']
/** Programs are not read: that would be running them. */
const PROGRAMS = ['config/servers.ts', 'config/servers.js']

/** Where such a project's folder has its list of servers; null where it is none. */
export async function findPomeloConfig(folder: string): Promise<{ directory: string; file: string } | null> {
  for (const place of PLACES) {
    const directory = join(folder, place)
    const file = await firstOf(directory, [...CONFIGS, ...PROGRAMS])
    if (file) return { directory, file }
  }
  return null
}

/** Null where the folder is no such project. */
export async function readPomeloLayout(folder: string): Promise<PomeloLayout | null> {
  const found = await findPomeloConfig(folder)
  if (!found) return null
  const directory = await realpath(found.directory)
  return PROGRAMS.includes(found.file) ? unread(directory, found.file) : read(directory, found.file)
}

async function read(directory: string, serversFile: string): Promise<PomeloLayout> {
  const masterFile = serversFile.replace('servers.json', 'master.json')
  const [servers, master] = await Promise.all([
    readConfig(directory, serversFile),
    readConfig(directory, masterFile),
  ])
  const broken = [servers, master].flatMap(({ problem }) => problem ?? [])
  if (broken.length > 0) return { directory, plan: null, notes: [], problems: broken }
  const imported = planOfPomelo({
    name: nameOf(directory),
    servers: servers.value,
    master: master.value,
  })
  const notes = [...imported.notes, ...(await codeNotes(directory))]
  const checked = checkPlan(join(directory, serversFile), imported.plan)
  if (!checked.ok) return { directory, plan: null, notes, problems: checked.problems }
  return { directory, plan: checked.plan, notes, problems: [] }
}

function unread(directory: string, program: string): PomeloLayout {
  const message = `${join(directory, program)} is a program, and a project is looked at without running it: save it as config/servers.json.`
  return { directory, plan: null, notes: [], problems: [{ code: 'BAD_PLAN', message, field: program }] }
}

/** Pomelo's code is written for Pomelo's app: Grove says where its own is looked for. */
async function codeNotes(directory: string): Promise<PlanProblem[]> {
  if (!(await firstOf(directory, ['app/servers']))) return []
  const message =
    'holds handlers and remotes of the old framework, which are not loaded: services go to servers/<type>/remote/'
  return [{ field: 'app/servers', message }]
}

async function readConfig(directory: string, name: string): Promise<{ value?: unknown; problem?: Problem }> {
  const file = join(directory, name)
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return {}
  const parsed = await parseJsonText(file, text)
  return parsed.ok ? { value: parsed.value } : { problem: parsed.problem }
}

/** `game-server` says nothing about whose it is. */
function nameOf(directory: string): string {
  const own = basename(directory)
  return own === 'game-server' ? basename(join(directory, '..')) : own
}

async function firstOf(directory: string, names: string[]): Promise<string | null> {
  for (const name of names) {
    if (
      await access(join(directory, name)).then(
        () => true,
        () => false,
      )
    )
      return name
  }
  return null
}
