// A minimal project: its servers only print a line when they start.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const files = {
  'grove.json': JSON.stringify({
    name: 'minimal',
    servers: { table: { count: 2 }, player: { port: 'none' } },
  }),
  'servers/table/lifecycle.ts': `import { defineLifecycle } from 'grove-cluster'
export default defineLifecycle({ afterStartup: (app) => console.log('a table stands: ' + app.id) })
`,
}

export async function writeMinimalProject(folder: string): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}
