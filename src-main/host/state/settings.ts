// Reads the user's settings. A file that is there and wrong is an error: what it asks for must not be guessed.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError, settingsSchema, type Settings } from '../../contract/index.ts'

/** Defaults where there is no `settings.json`. Fails with `BAD_SETTINGS`. */
export async function readSettings(state: string): Promise<Settings> {
  const file = join(state, 'settings.json')
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return settingsSchema.parse({})
  const parsed = settingsSchema.safeParse(parseJson(file, text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') ?? ''
  throw bad(file, `${field} ${issue?.message ?? 'is wrong'}`.trim(), field)
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw bad(file, `it is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function bad(file: string, reason: string, field = ''): HostError {
  return new HostError({
    code: 'BAD_SETTINGS',
    message: `${file} cannot be used: ${reason}.`,
    hint: 'Correct it, or remove it for the defaults.',
    ...(field ? { field } : {}),
  })
}
