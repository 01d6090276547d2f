// From a plan to a started cluster: Node, run folder, token, recording, build, processes.
import { randomUUID } from 'node:crypto'
import { HostError, type ClusterPlan } from '../contract/index.ts'
import type { HeaderEvent } from '../timeline/index.ts'
import { Cluster } from './cluster.ts'
import { compileProject } from './compile.ts'
import type { Grace } from './escalation.ts'
import { groveVersion, runFile } from './locations.ts'
import { findNode } from './node.ts'
import { membersOf, summarizePlan } from './plan-members.ts'
import type { ProcessContext } from './process-command.ts'
import { findFiles } from './project.ts'
import { Recorder } from './recorder.ts'
import { createRunFolder, stateFolder } from './state-folder.ts'
import { TimelineFile } from './timeline-file.ts'
import { clusterToken } from './token.ts'

export interface LaunchOptions {
  plan: ClusterPlan
  /** The project's folder. */
  directory: string
  /** The Node that runs servers; found when not given. */
  node?: string
  /** Ids in the order to spawn them in. */
  order?: string[]
  /** A second file to write the timeline to. */
  record?: string
  state?: string
  tap?: HeaderEvent['tap']
  grace?: Grace
  /** Timers and limits of the protocol that differ from its defaults. */
  parameters?: ProcessContext['parameters']
  /** What each process executes, for tests. */
  runFile?: string
}

export interface Launched {
  run: string
  cluster: Cluster
  /** The timeline's file. */
  file: string
}

/** Prepares a run; nothing is spawned until `cluster.start()`. */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const { plan, directory, order = [] } = options
  refuseUnknownIds(plan, order)
  const node = await findNode(options.node)
  const run = randomUUID()
  const startedAt = new Date()
  const folder = await createRunFolder(options.state ?? stateFolder(), run, startedAt)
  const files = [await TimelineFile.create(folder.timeline)]
  if (options.record !== undefined) files.push(await TimelineFile.create(options.record))
  const header = headerOf(options, run, startedAt)
  const cluster = new Cluster({
    plan,
    directory,
    order,
    run,
    node: node.path,
    runFile: options.runFile ?? runFile,
    logs: folder.logs,
    token: clusterToken(),
    t0: header.t0,
    tap: header.tap,
    recorder: new Recorder(header, files),
    compile: async () => compileProject(directory, await findFiles(directory, Object.keys(plan.servers))),
    ...(options.grace ? { grace: options.grace } : {}),
    ...(options.parameters ? { parameters: options.parameters } : {}),
  })
  return { run, cluster, file: folder.timeline }
}

function headerOf(options: LaunchOptions, run: string, startedAt: Date): HeaderEvent {
  return {
    t: 'header',
    v: 1,
    run,
    startedAt: startedAt.toISOString(),
    t0: process.hrtime.bigint().toString(),
    generator: `Grove ${groveVersion}`,
    plan: summarizePlan(options.plan),
    tap: options.tap ?? { rpc: 'full' },
    redacted: true,
  }
}

function refuseUnknownIds(plan: ClusterPlan, order: string[]): void {
  const known = membersOf(plan).map(({ id }) => id)
  const unknown = order.find((id) => !known.includes(id))
  if (unknown === undefined) return
  throw new HostError({
    code: 'BAD_ORDER',
    message: `The plan has no server ${unknown}; it has: ${known.join(', ')}.`,
  })
}
