// The clusters whose calls are measured: a caller that calls a callee as fast as it can.
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parsePlan, type ClusterPlan } from '../../../src-main/contract/index.ts'
import { readPlan } from '../../../src-main/host/project/plan-file.ts'
import { loadPomeloPlan, readPomeloProject } from '../../../src-main/host/project/pomelo/project.ts'
import { findTools } from '../../support/debian-tools.ts'
import { linkPackages } from '../../support/npm-packages.ts'

const MOLECULER = ['moleculer@0.14.35']
const PINUS = ['pinus@1.7.4', 'reflect-metadata@0.1.13']
const SOCKET_IO = ['@socket.io/redis-adapter@8.3.0', 'redis@4.7.1', 'socket.io@4.8.1']

const programs = join(process.cwd(), 'test', 'bench', 'adapters')
const example = join(process.cwd(), 'test', 'fixtures', 'adapter-example')

/** Returns the plan of a cluster, with the adapter or without. The caller writes its progress into a file. */
type Subject = (folder: string, tap: boolean, progress: string) => Promise<ClusterPlan>

export const SUBJECTS: Readonly<Record<string, Subject>> = { bus, moleculer, pinus, 'socket-io': socketIo }

async function bus(_folder: string, tap: boolean, progress: string): Promise<ClusterPlan> {
  const adapter = join(example, 'bus.adapter.json')
  const [callee, caller] = [join(example, 'node.cjs'), join(programs, 'bus-caller.cjs')]
  return parsed({
    name: 'bench',
    env: { BUS: join(example, 'bus.cjs'), PROGRESS: progress },
    servers: {
      callee: { command: ['node', callee, '$PORT'], adapter, tap },
      caller: { command: ['node', caller, '${callee.port}'], adapter, tap, dependsOn: ['callee'] },
    },
  })
}

async function moleculer(folder: string, tap: boolean, progress: string): Promise<ClusterPlan> {
  await linkPackages(folder, MOLECULER)
  const command = ['node', join(programs, 'moleculer-node.cjs')]
  const adapter = 'moleculer'
  return parsed({
    name: 'bench',
    env: { MOLECULER: join(folder, 'package.json'), PROGRESS: progress },
    servers: {
      callee: { command: [...command, 'callee'], adapter, tap },
      caller: { command: [...command, 'caller', 'call'], adapter, tap, dependsOn: ['callee'] },
    },
  })
}

/** A project of its own; its master always has the adapter, and no part in calls. */
async function pinus(folder: string, tap: boolean, progress: string): Promise<ClusterPlan> {
  await cp(join(programs, 'pinus'), folder, { recursive: true })
  await linkPackages(folder, PINUS)
  const [master, callee, caller] = await freePorts(3)
  const host = '127.0.0.1'
  const servers = {
    callee: [{ id: 'callee-1', host, port: callee }],
    caller: [{ id: 'caller-1', host, port: caller }],
  }
  const plan = {
    name: 'bench',
    pomelo: { require: ['reflect-metadata'] },
    env: { PROGRESS: progress, SATURATE: join(programs, 'saturate.cjs') },
    servers: { callee: { tap }, caller: { tap } },
  }
  const files = {
    'config/master.json': { development: { id: 'master-server-1', host, port: master } },
    'config/servers.json': { development: servers },
    'package.json': { private: true, dependencies: { pinus: '1.7.4' } },
    'grove.json': plan,
  }
  await mkdir(join(folder, 'config'))
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), JSON.stringify(content))
  const file = join(folder, 'grove.json')
  const read = await readPlan(file)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const choice = { environment: undefined, node: undefined }
  const project = await readPomeloProject(folder, { file, plan: read.plan, text: read.text }, choice)
  if (!project) throw new Error('the Pinus project was not found')
  return loadPomeloPlan(project)
}

async function socketIo(folder: string, tap: boolean, progress: string): Promise<ClusterPlan> {
  findTools(['redis-server'])
  await linkPackages(folder, SOCKET_IO)
  const command = ['node', join(programs, 'socket-io-node.cjs')]
  const adapter = 'socket.io-redis'
  const env = { REDIS_PORT: '${redis.port}' }
  const redis = ['redis-server', '--port', '$PORT', '--bind', '127.0.0.1', '--save', '']
  return parsed({
    name: 'bench',
    env: { PACKAGES: join(folder, 'package.json'), PROGRESS: progress },
    servers: {
      redis: { command: redis, ready: { tcp: {} } },
      callee: { command, adapter, tap, env, dependsOn: ['redis'] },
      caller: { command: [...command, 'call'], adapter, tap, env, dependsOn: ['redis'] },
    },
  })
}

function parsed(value: object): ClusterPlan {
  const reading = parsePlan(value)
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
  return reading.plan
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) =>
          server.once('listening', () => resolve((server.address() as AddressInfo).port)),
        ),
    ),
  )
  for (const server of servers) server.close()
  return ports
}
