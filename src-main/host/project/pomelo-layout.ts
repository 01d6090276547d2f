// Finds and reads the configuration of a Pomelo or Pinus project, without running any of its code.
import { access, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ClusterPlan, PlanProblem, Problem } from '../../contract/index.ts'
import { fileSystemCalls } from '../state/file-system-calls.ts'
import { checkPlan, readJsonFile } from './plan-file.ts'
import { planFromPomelo } from './pomelo-plan.ts'

export interface PomeloLayout {
  /** Real path of the folder that has `config/`. */
  directory: string
  plan: ClusterPlan | null
  notes: PlanProblem[]
  problems: Problem[]
}

/** The server of a Pomelo project is in `game-server`. */
const FOLDERS = ['.', 'game-server']
const CONFIGS = ['config/servers.json', 'config/development/servers.json']
/** To read a program would be to run it. */
const PROGRAMS = ['config/servers.ts', 'config/servers.js']

/** Returns the folder and file with the list of servers; null if it is not such a project. */
export async function findPomeloConfig(folder: string): Promise<{ directory: string; file: string } | null> {
  for (const place of FOLDERS) {
    const directory = join(folder, place)
    const file = await firstOf(directory, [...CONFIGS, ...PROGRAMS])
    if (file) return { directory, file }
  }
  return null
}

/** Returns null if the folder is not such a project. */
export async function readPomeloLayout(folder: string): Promise<PomeloLayout | null> {
  const found = await findPomeloConfig(folder)
  if (!found) return null
  const directory = await fileSystemCalls.run(() => realpath(found.directory))
  return PROGRAMS.includes(found.file) ? unsupported(directory, found.file) : read(directory, found.file)
}

async function read(directory: string, serversFile: string): Promise<PomeloLayout> {
  const masterFile = serversFile.replace('servers.json', 'master.json')
  const [servers, master] = await Promise.all([
    readConfig(directory, serversFile),
    readConfig(directory, masterFile),
  ])
  const broken = [servers, master].flatMap(({ problem }) => problem ?? [])
  if (broken.length > 0) return { directory, plan: null, notes: [], problems: broken }
  const imported = planFromPomelo({
    name: nameOf(directory),
    servers: servers.value,
    master: master.value,
  })
  const notes = [...imported.notes, ...(await codeNotes(directory))]
  const checked = checkPlan(join(directory, serversFile), imported.plan)
  if (!checked.ok) return { directory, plan: null, notes, problems: checked.problems }
  return { directory, plan: checked.plan, notes, problems: [] }
}

function unsupported(directory: string, program: string): PomeloLayout {
  const message = `${join(directory, program)} is a program, which Grove does not run to read it. Save its list as config/servers.json.`
  return { directory, plan: null, notes: [], problems: [{ code: 'BAD_PLAN', message, field: program }] }
}

async function codeNotes(directory: string): Promise<PlanProblem[]> {
  if (!(await firstOf(directory, ['app/servers']))) return []
  const message =
    'contains handlers and remotes of the old framework, which are not loaded: put services into servers/<type>/remote/'
  return [{ field: 'app/servers', message }]
}

async function readConfig(directory: string, name: string): Promise<{ value?: unknown; problem?: Problem }> {
  if (!(await firstOf(directory, [name]))) return {}
  const read = await readJsonFile(join(directory, name))
  return read.ok ? { value: read.value } : { problem: read.problem }
}

/** `game-server` is in every project: the name of its parent is used instead. */
function nameOf(directory: string): string {
  const own = basename(directory)
  return own === 'game-server' ? basename(join(directory, '..')) : own
}

async function firstOf(directory: string, names: string[]): Promise<string | null> {
  for (const name of names) {
    const exists = await fileSystemCalls
      .run(() => access(join(directory, name)))
      .then(
        () => true,
        () => false,
      )
    if (exists) return name
  }
  return null
}
