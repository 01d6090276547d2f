// Projects in the layouts of Pomelo and Pinus, with a stand-in for the framework that reads configuration as it does.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The parts of the framework that a probe needs. */
const APPLICATION = `
const fs = require('fs')
const path = require('path')
const app = module.exports = {}
const settings = {}
const read = (base, env, name) => {
  for (const file of [path.join(base, 'config', name), path.join(base, 'config', env, name)]) {
    if (!fs.existsSync(file) && !fs.existsSync(file + '.js') && !fs.existsSync(file.replace('.json', '.js'))) continue
    const value = require(fs.existsSync(file) || fs.existsSync(file + '.js') ? file : file.replace('.json', '.js'))
    return value[env] || value
  }
}
app.init = function (opts) {
  const words = Object.fromEntries(process.argv.slice(2).map((word) => word.split('=')))
  settings.env = words.env || 'development'
  settings.base = (opts && opts.base) || path.dirname(require.main.filename)
  this.master = read(settings.base, settings.env, 'master.json')
  settings.servers = {}
  const types = read(settings.base, settings.env, 'servers.json')
  for (const type of Object.keys(types)) for (const server of types[type]) {
    server.serverType = type
    settings.servers[server.id] = server
  }
}
app.get = (name) => settings[name]
app.getBase = () => settings.base
app.getMaster = function () { return this.master }
app.getServersFromConfig = () => settings.servers
app.configure = () => {}
app.start = () => require('fs').writeFileSync(path.join(settings.base, 'STARTED'), '')
`

const INDEX = `
const application = require('./lib/application')
exports.createApp = (opts) => { application.init(opts); return application }
`

export const MASTER = { id: 'master-server-1', host: '127.0.0.1', port: 23005 }

/** An entry file that leaves a file behind when it is run. */
export const ENTRY = `
require('fs').writeFileSync(require('path').join(__dirname, 'RAN'), '')
const app = require('pomelo').createApp()
app.start()
`

export type Files = Record<string, unknown>

/** Writes files into a folder; what is not a text becomes JSON. */
export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  }
}

/** Returns the files of the stand-in, as the installed package in `folder`. */
export function installed(framework: 'pomelo' | 'pinus', version: string, folder = '.'): Files {
  const directory = `${folder}/node_modules/${framework}`
  const file = framework === 'pinus' ? 'dist/lib/application.js' : 'lib/application.js'
  return {
    [`${directory}/package.json`]: { name: framework, version, main: 'index.js' },
    [`${directory}/index.js`]: INDEX.replace('./lib/application', `./${file}`),
    [`${directory}/${file}`]: APPLICATION,
  }
}

/** A server of `servers.json`. */
export function server(id: string, port?: number, more: object = {}): object {
  return { id, host: '127.0.0.1', ...(port === undefined ? {} : { port }), ...more }
}

/** Writes a Pomelo project with this list of servers. */
export async function makePomeloProject(folder: string, types: unknown, files: Files = {}): Promise<void> {
  await writeFiles(folder, {
    'app.js': ENTRY,
    'config/servers.json': types,
    'config/master.json': MASTER,
    ...installed('pomelo', '2.2.7'),
    ...files,
  })
}
