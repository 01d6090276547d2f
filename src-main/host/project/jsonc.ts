// Reads JSON files that may hold comments and trailing commas, such as tsconfig.json.
import { closeSync, readFileSync } from 'node:fs'
import { openRegularFileSync } from '../state/safe-read.ts'

const COMMENT = /("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[^]*?\*\//g
const TRAILING_COMMA = /("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g

/** Returns the object in the file; undefined if there is none. */
export function readJsonSync(file: string): Record<string, unknown> | undefined {
  try {
    const opened = openRegularFileSync(file)
    try {
      return parseJsonc(readFileSync(opened, 'utf8'))
    } finally {
      closeSync(opened)
    }
  } catch {
    return undefined
  }
}

/** @throws {SyntaxError} */
function parseJsonc(text: string): Record<string, unknown> | undefined {
  const keepString = (_: string, string: string | undefined): string => string ?? ''
  const plain = text
    .replace(/^\uFEFF/, '')
    .replace(COMMENT, keepString)
    .replace(TRAILING_COMMA, keepString)
  const value: unknown = JSON.parse(plain)
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
}
