// Finds the package.json and tsconfig.json that govern a source file, with all that a tsconfig extends.
import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { readJsonSync } from './jsonc.ts'

/** Returns the nearest file of this name from the folder upwards, and adds every place that was looked at. */
export function findUp(folder: string, name: string, lookedAt: Set<string>): string | undefined {
  for (let place = folder; ; place = dirname(place)) {
    const file = join(place, name)
    lookedAt.add(file)
    if (existsSync(file)) return file
    if (place === dirname(place)) return undefined
  }
}

/** Returns a tsconfig and what it extends, nearest first, and adds every file that was looked at. */
export function tsconfigChain(file: string, lookedAt: Set<string>, chain: string[] = []): string[] {
  lookedAt.add(file)
  if (chain.includes(file)) return chain
  chain.push(file)
  const extended = readJsonSync(file)?.['extends']
  const names = (Array.isArray(extended) ? extended : [extended]).filter((name) => typeof name === 'string')
  // The last one wins.
  for (const name of names.toReversed()) {
    const base = findExtended(name, dirname(file), lookedAt)
    if (base !== undefined) tsconfigChain(base, lookedAt, chain)
  }
  return chain
}

/** Returns the tsconfig of the chain that sets the compiler option, and its value. */
export function findCompilerOption(
  chain: string[],
  option: string,
): { file: string; value: unknown } | undefined {
  for (const file of chain) {
    const options = readJsonSync(file)?.['compilerOptions']
    if (typeof options !== 'object' || options === null || !Object.hasOwn(options, option)) continue
    return { file, value: (options as Record<string, unknown>)[option] }
  }
  return undefined
}

function findExtended(name: string, folder: string, lookedAt: Set<string>): string | undefined {
  const variants = (place: string): string[] => [place, `${place}.json`, join(place, 'tsconfig.json')]
  const isPath = name.startsWith('.') || isAbsolute(name)
  const places: string[] = []
  for (let from = folder; ; from = dirname(from)) {
    places.push(...variants(isPath ? resolve(folder, name) : join(from, 'node_modules', name)))
    if (isPath || from === dirname(from)) break
  }
  for (const place of places) {
    lookedAt.add(place)
    if (place.endsWith('.json') && existsSync(place)) return place
  }
  return undefined
}
