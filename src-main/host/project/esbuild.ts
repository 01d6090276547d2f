// Loads esbuild on demand and stops its helper process after the last use.
type Esbuild = typeof import('esbuild')

let uses = 0

export async function withEsbuild<T>(use: (esbuild: Esbuild) => Promise<T>): Promise<T> {
  const esbuild = await import('esbuild')
  uses += 1
  try {
    return await use(esbuild)
  } finally {
    uses -= 1
    if (uses === 0) await esbuild.stop()
  }
}
