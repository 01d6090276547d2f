// Locates a syntax error in JSON by means of esbuild.
import type { TransformFailure } from 'esbuild'
import { withEsbuild } from './esbuild.ts'

export interface JsonPlace {
  /** From 1. */
  line: number
  /** From 1. */
  column: number
  text: string
}

/** Returns the first error of a JSON text, or null. */
export async function locateJsonError(text: string): Promise<JsonPlace | null> {
  try {
    await withEsbuild((esbuild) => esbuild.transform(text, { loader: 'json', logLevel: 'silent' }))
    return null
  } catch (error) {
    const [first] = (error as TransformFailure).errors
    if (!first?.location) return null
    const { line, column } = first.location
    return { line, column: column + 1, text: lowerFirst(first.text) }
  }
}

function lowerFirst(text: string): string {
  // "JSON does not support …" stays as it is.
  return /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
