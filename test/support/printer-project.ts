// A project whose servers print: lines of each kind (`talker`), or at a given rate (`printer`).
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const talker = `import { execFileSync } from 'node:child_process'
export default {
  afterStartup(app) {
    console.log('\\u001b[32mhello\\u001b[0m from ' + app.id)
    console.error('trouble in ' + app.id)
    execFileSync('/bin/sh', ['-c', 'echo from a process of its own'], { stdio: ['ignore', 'inherit', 'inherit'] })
    console.log('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')
    process.stdout.write('the end of ' + app.id + '\\nunfinished')
  },
}
`

/** Prints RATE bytes per second for PRINT_MS, then the number of bytes and the longest write. */
const printer = `const line = 'x'.repeat(99) + '\\n'
const chunk = line.repeat(200)
export default {
  afterStartup() {
    const began = performance.now()
    let printed = 0
    let worst = 0
    const print = () => {
      const elapsed = performance.now() - began
      while (printed < (Number(process.env.RATE) * elapsed) / 1000) {
        const before = performance.now()
        process.stdout.write(chunk)
        worst = Math.max(worst, performance.now() - before)
        printed += chunk.length
      }
      if (elapsed < Number(process.env.PRINT_MS)) setImmediate(print)
      else console.log('printed ' + printed + ' bytes, the longest print took ' + worst.toFixed(0) + ' ms')
    }
    print()
  },
}
`

/** Writes the project and returns its folder. */
export async function printerProject(folder: string, plan: object): Promise<string> {
  const project = join(folder, 'project')
  for (const [type, lifecycle] of Object.entries({ talker, printer })) {
    await mkdir(join(project, 'servers', type), { recursive: true })
    await writeFile(join(project, 'servers', type, 'lifecycle.js'), lifecycle)
  }
  await writeFile(join(project, 'grove.json'), JSON.stringify({ name: 'printers', ...plan }))
  return project
}
