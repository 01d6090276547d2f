#!/usr/bin/env node
// The command `grove`: loads the build, or says how to make it.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../..', import.meta.url))
const build = new URL('../../out/main/cli.js', import.meta.url)
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19) || major === 21 || (major === 22 && minor < 12)) {
  process.stderr.write(`Grove needs Node 20.19 or later, or 22.12 or later; this is ${process.version}.\n`)
  process.exit(2)
}
if (!existsSync(build)) {
  process.stderr.write(`Grove is not built yet: run \`npm ci && npm run build\` in ${folder}\n`)
  process.exit(2)
}

try {
  const { main } = await import(build.href)
  process.exit(await main(process.argv.slice(2)))
} catch (error) {
  // The system refused to read Grove's own files: it has too many files open, or they are being replaced.
  process.stderr.write(`Grove cannot be loaded from ${folder}: ${error.message}\n`)
  process.exit(1)
}
