// Code of a user's project in odd shapes; the first of each table is the usual one.

export const SERVICES: Record<string, string> = {
  usual: 'export default () => ({ async hi() { return 1 } })\n',
  asynchronous: 'export default async () => ({ hi: () => 1 })\n',
  instance: 'class S { hi() { return 1 } }\nexport default () => new S()\n',
  commonJs: 'module.exports = () => ({ hi: () => 1 })\n',
  compiledCommonJs: 'exports.__esModule = true\nexports.default = () => ({ hi: () => 1 })\n',
  nullPrototype: 'export default () => Object.assign(Object.create(null), { hi: () => 1 })\n',
  noFunction: 'export default { hi() {} }\n',
  noDefault: 'export const hi = 1\n',
  nothing: '',
  returnsNothing: 'export default () => undefined\n',
  returnsNumber: 'export default () => 7\n',
  returnsArray: 'export default () => [1]\n',
  thenMethod: 'export default () => ({ then() {} })\n',
  thenThrows: 'export default () => ({ get then() { throw new Error("then throws") } })\n',
  throwingGetter: 'export default () => ({ get hi() { throw new Error("boom") } })\n',
  oddNames:
    'export default () => ({ ["__proto__"]() {}, constructor() {}, toString() {}, "": () => 1, "a b"() {}, _p() {} })\n',
  proxy:
    'export default () => new Proxy({}, { ownKeys() { throw new Error("boom") }, get() { throw new Error("boom") } })\n',
  throwsAtLoad: 'throw new Error("boom at load")\n',
  throwsString: 'throw "boom"\n',
  throwsUndefined: 'throw undefined\n',
  throwsNull: 'export default () => { throw null }\n',
  throwsObject: 'export default () => { throw { message: 7, code: "X" } }\n',
  throwsFrozen: 'export default () => { throw Object.freeze(new Error("frozen")) }\n',
  throwsHostile:
    'export default () => { throw { get message() { throw new Error("no") }, toString() { throw 1 } } }\n',
  throwsEscape: 'throw new Error("\\u001b[31mred\\u001b[0m\\u0007 \\u202e")\n',
  throwsNested: 'throw new AggregateError([new Error("one")], "many", { cause: new Error("why") })\n',
  rejects: 'export default async () => { throw new Error("boom") }\n',
  neverResolves: 'export default () => new Promise(() => {})\n',
  exits: 'process.exit(3)\n',
  exitsWell: 'export default () => { process.exit(0) }\n',
  kills: 'process.kill(process.pid, "SIGKILL")\n',
  endlessLoop: 'for (;;);\n',
  syntaxError: 'export default () => ({ hi( })\n',
  missingImport: 'import "./missing.js"\nexport default () => ({})\n',
  missingPackage: 'import "no-such-package"\nexport default () => ({})\n',
  topLevelAwait: 'await 1\nexport default () => ({ hi: () => 1 })\n',
  awaitsForever: 'await new Promise(() => {})\nexport default () => ({})\n',
  decorators:
    'const d = (c: unknown) => c\n@(d as never)\nclass S { hi() {} }\nexport default () => new S()\n',
  prints:
    'console.log("\\u001b[2J\\u0007\\0".repeat(99))\nprocess.stdout.write("no newline")\nexport default () => ({})\n',
  printsLong: 'console.log("x".repeat(3e6))\nexport default () => ({})\n',
  closesOutput:
    'import { closeSync } from "node:fs"\ncloseSync(1); closeSync(2)\nexport default () => ({})\n',
  disconnects: 'export default () => { process.disconnect(); return {} }\n',
  lies: 'export default () => { for (const m of [null, 7, { grove: 1 }, { grove: "record" }, { grove: "state", state: {} }]) process.send(m); return {} }\n',
  pollutes: 'Object.prototype.polluted = 1\nexport default () => ({ hi: () => 1 })\n',
  leaves:
    'import { mkdtempSync, rmSync } from "node:fs"\nconst d = mkdtempSync("/tmp/fuzz-"); process.chdir(d); rmSync(d, { recursive: true })\nexport default () => ({})\n',
  ignoresSignals: 'process.on("SIGTERM", () => {})\nsetInterval(() => {}, 1e6)\nexport default () => ({})\n',
  throwsLater: 'setTimeout(() => { throw new Error("boom later") }, 50)\nexport default () => ({})\n',
  rejectsLater: 'setTimeout(() => Promise.reject(new Error("boom later")), 50)\nexport default () => ({})\n',
  spawns:
    'import { spawn } from "node:child_process"\nspawn("sleep", ["60"], { stdio: "ignore" }).unref()\nexport default () => ({})\n',
  callsOthers:
    'export default (app) => { void app.rpc.any("b").s.hi().catch(() => {}); return { hi: () => 1 } }\n',
  worker:
    'import { Worker } from "node:worker_threads"\nnew Worker("1", { eval: true })\nexport default () => ({})\n',
  notUtf8: 'export default () => ({ hi: () => "\ufffd\\ud800" })\n',
}

export const LIFECYCLES: Record<string, string> = {
  usual: 'export default { afterStartup(app) { console.log(app.id) } }\n',
  nothing: '',
  null: 'export default null\n',
  array: 'export default []\n',
  function: 'export default () => ({})\n',
  noHooks: 'export default { afterStartup: "soon", beforeStartup: 7 }\n',
  unknownHook: 'export default { afterStartUp() {} }\n',
  throws: 'export default { beforeStartup() { throw new Error("boom") } }\n',
  throwsUndefined: 'export default { afterStartup() { throw undefined } }\n',
  rejects: 'export default { async afterStartup() { throw "boom" } }\n',
  neverResolves: 'export default { afterStartup: () => new Promise(() => {}) }\n',
  shutdownThrows: 'export default { beforeShutdown() { throw new Error("boom") } }\n',
  shutdownHangs: 'export default { beforeShutdown: () => new Promise(() => {}) }\n',
  shutdownExits: 'export default { beforeShutdown() { process.exit(5) } }\n',
  oddInfo: 'export default { beforeStartup(app) { app.info.x = 1n; app.info.self = app.info } }\n',
  exits: 'export default { afterStartAll() { process.exit(1) } }\n',
}

export const MODULES: Record<string, string> = {
  usual: 'export default { moduleId: "m", type: "push", interval: 50, monitorHandler() {} }\n',
  nothing: '',
  noId: 'export default { type: "push", interval: 50 }\n',
  oddInterval: 'export default { moduleId: "m", type: "pull", interval: -1 }\n',
  oddId: 'export default { moduleId: "__proto__" }\n',
  ownId: 'export default { moduleId: "__monitorwatcher__" }\n',
  throws: 'throw new Error("boom")\n',
  handlerThrows:
    'export default { moduleId: "m", type: "pull", interval: 20, masterHandler() { throw null }, monitorHandler() { throw undefined } }\n',
}
