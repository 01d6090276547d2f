// Decides whether a file is part of a package, and whether it is an ES module or CommonJS, by the rules of Node.
import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, extname, join, sep } from 'node:path'
import { parse } from 'es-module-lexer/js'
import { readJsonSync } from './jsonc.ts'

export type ModuleFormat = 'esm' | 'commonjs'

/** The files that Node or Grove can load as a module. */
export const CODE = /\.(?:[cm]?[jt]s|[jt]sx)$/
const TYPESCRIPT = /\.(?:[cm]?ts|tsx)$/

/** JavaScript of a package is left to Node. TypeScript is compiled wherever it lies. */
export function isPackageFile(file: string, linked: string[]): boolean {
  if (TYPESCRIPT.test(file)) return false
  return file.split(sep).includes('node_modules') || linked.some((folder) => file.startsWith(folder + sep))
}

/** Plug'n'Play keeps packages in archives, from which only `require` can load. */
export function isInArchive(file: string): boolean {
  return file.includes(`.zip${sep}`)
}

/** Returns the format; for a source file, what esbuild found in its text decides. */
export function moduleFormat(file: string, found?: 'esm' | 'cjs'): ModuleFormat {
  if (isInArchive(file)) return 'commonjs'
  const extension = extname(file)
  if (extension === '.mjs' || extension === '.mts') return 'esm'
  if (extension === '.cjs' || extension === '.cts') return 'commonjs'
  if (found !== undefined) return found === 'esm' ? 'esm' : 'commonjs'
  const type = packageType(file)
  if (type !== undefined) return type === 'module' ? 'esm' : 'commonjs'
  return hasModuleSyntax(file) ? 'esm' : 'commonjs'
}

/** The default import of a CommonJS module with `__esModule` is its `exports.default`, except for such importers. */
export function isNodeMode(file: string): boolean {
  return /\.m[jt]s$/.test(file) || packageType(file) === 'module'
}

/** Returns `type` of the package that the file belongs to. */
function packageType(file: string): unknown {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = readJsonSync(join(folder, 'package.json'))
    if (manifest !== undefined) return manifest['type']
    if (folder === dirname(folder) || folder.endsWith(`${sep}node_modules`)) return undefined
  }
}

function hasModuleSyntax(file: string): boolean {
  try {
    return parse(readFileSync(file, 'utf8'))[3]
  } catch {
    return false
  }
}

/** Returns the folders that `node_modules` of this folder and of those above link to. */
export function linkedModules(directory: string): string[] {
  const linked: string[] = []
  for (let folder = directory; ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules')
    const isLink = lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
    if (isLink && existsSync(modules)) linked.push(realpathSync(modules))
    if (folder === dirname(folder)) return linked
  }
}
