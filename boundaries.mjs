// Which room may import what: an oxlint rule over one table. docs/ARCHITECTURE.md draws the same.
import path from 'node:path'

const root = import.meta.dirname

const FOUNDATION = ['core/kit', 'core/protocol']
/** What the renderer may know of src-main. */
const SHARED = ['core/kit', 'src-main/contract/index.ts', 'src-main/timeline/index.ts']

/** What the host has for all shells: itself, and two rooms that know nothing of runs. */
const HOST = [
  'src-main/host/host.ts',
  'src-main/host/locations.ts',
  'src-main/host/state',
  'src-main/host/system',
]
/** What all three shells may know. */
const SHELL = [...SHARED, ...HOST, 'src-main/control/index.ts', 'src-main/shell', 'node:']
/** The data path below the control plane. */
const WIRE = ['core/kit', 'core/protocol', 'core/transport', 'core/tap']

/**
 * Room (a folder or a file; the longest match decides) -> what its files may import besides the room itself: folders,
 * files, packages, and `node:` for Node's own modules. What is not listed is forbidden.
 */
const ROOMS = {
  'core/protocol': ['core/kit/message-of.ts'],
  'core/kit': ['node:'], // only node-*.ts: tsconfig.shared.json gives the others no Node types
  'core/transport': [...FOUNDATION, 'node:', 'socket.io', 'socket.io-client'],
  'core/tap': [...FOUNDATION, 'core/transport'],
  'core/console': WIRE,
  'core/membership': [...WIRE, 'core/console'],
  'core/rpc': [...WIRE, 'core/membership', 'node:'],
  'core/roles': [...WIRE, 'core/console', 'core/membership', 'core/rpc', 'node:'],
  'core/process': [...WIRE, 'core/console', 'core/rpc', 'core/roles', 'node:'],
  'core/adapters': [
    ...FOUNDATION,
    'core/tap/tap.ts',
    'core/transport/faults.ts',
    'core/transport/delay-queue.ts',
    'core/process/debugger.ts',
    'core/process/messages.ts',
    'node:',
  ],
  core: ['core'],

  'src-main/timeline': [...FOUNDATION, 're2js', 'zod'],
  'src-main/contract': [...FOUNDATION, 'src-main/timeline/index.ts', 'zod'],
  'src-main/shell': [...SHARED, 'node:'],
  'src-main/samples': ['grove-cluster', 'node:', 'socket.io', 'socket.io-client'],

  'src-main/host/state': hostRoom([]),
  'src-main/host/system': hostRoom(['state'], ['execa', 'zod']),
  'src-main/host/metrics': hostRoom(['system']),
  'src-main/host/project': hostRoom(['state', 'system'], ['es-module-lexer', 'esbuild']),
  'src-main/host/recording': hostRoom(['state', 'system']),
  'src-main/host/diffs': hostRoom(['system', 'recording']),
  'src-main/host/logs': hostRoom(['state', 'system', 'recording']),
  'src-main/host/exports': hostRoom(['system', 'recording'], ['@resvg/resvg-wasm']),
  'src-main/host/supervisor': hostRoom(['system', 'metrics', 'project', 'recording', 'logs'], ['ws']),
  'src-main/host': hostRoom(['.']),

  'src-main/control': [...SHARED, ...HOST, 'node:', 'socket.io', 'socket.io-client', 'zod'],
  'src-main/web': SHELL,
  'src-main/electron/icons.build.ts': ['node:', '@resvg/resvg-wasm'],
  'src-main/electron': [...SHELL, 'electron', 'zod'],
  // runtime.ts finds and spawns Electron; it does not import it.
  'src-main/cli': [
    ...SHELL,
    'src-main/host/launch.ts',
    'src-main/host/run.ts',
    'src-main/host/project',
    'src-main/host/recording/retention.ts',
    'src-main/host/exports/tools.ts',
    'src-main/web/index.ts',
    'src-main/electron/runtime.ts',
    'execa',
  ],

  'src-renderer/flow': SHARED,
  'src-renderer/words': [...SHARED, 'svelte'],
  'src-renderer/ui': ['svelte', 'src-renderer/words', 'ansi-sequence-parser'],
  'src-renderer/host.ts': [...SHARED, 'src-renderer/line-stream.ts', 'socket.io-client'],
  'src-renderer/line-stream.ts': SHARED,
  'src-renderer/state': [
    ...SHARED,
    'src-renderer/words',
    'src-renderer/flow',
    'src-renderer/ui',
    'src-renderer/host.ts',
    'svelte',
  ],
  'src-renderer/views': [
    ...SHARED,
    'src-renderer/words',
    'src-renderer/flow',
    'src-renderer/ui',
    'src-renderer/state',
    'svelte',
  ],
  'src-renderer/report/report.build.ts': ['node:', 'vite', '@sveltejs/vite-plugin-svelte'],
  'src-renderer': [...SHARED, 'src-renderer', 'svelte'],
}

/** What a room of the host may import: the rooms below it, and the packages named. */
function hostRoom(rooms, packages = []) {
  const below = rooms.map((room) => path.posix.join('src-main/host', room))
  return [
    ...SHARED,
    'core/protocol',
    'core/process/messages.ts',
    'core/process/parse-messages.ts',
    'core/adapters/adapter.ts',
    'core/adapters/definitions.ts',
    'core/adapters/setup.ts',
    'src-main/host/locations.ts',
    ...below,
    ...packages,
    'node:',
  ]
}

const CODE = /^(core|src-main|src-renderer)\//
const isIn = (name, place) => name === place || name.startsWith(place.endsWith(':') ? place : `${place}/`)
const roomOf = (file) =>
  Object.keys(ROOMS)
    .filter((room) => isIn(file, room))
    .sort((one, other) => other.length - one.length)[0]

/** What is wrong with this import, or undefined. `file` and the result name paths from the root. */
function violation(file, specifier) {
  const target = specifier.startsWith('.')
    ? path.posix.join(path.posix.dirname(file), specifier.replace(/\?.*$/, ''))
    : specifier
  const room = roomOf(file)
  if (room === undefined) return `${file} is in no room of boundaries.mjs`
  if (roomOf(target) === room || ROOMS[room].some((allowed) => isIn(target, allowed))) return undefined
  return `${room} may not import ${target} (see boundaries.mjs)`
}

export default {
  meta: { name: 'boundaries' },
  rules: {
    imports: {
      create(context) {
        const file = path.relative(root, context.filename).replaceAll(path.sep, '/')
        if (!CODE.test(file)) return {}
        const check = ({ source }) => {
          if (typeof source?.value !== 'string') return
          const message = violation(file, source.value)
          if (message !== undefined) context.report({ node: source, message })
        }
        return {
          ImportDeclaration: check,
          ExportNamedDeclaration: check,
          ExportAllDeclaration: check,
          ImportExpression: check,
          TSImportType: check,
        }
      },
    },
  },
}
