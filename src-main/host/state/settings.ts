// Reads the user's settings. An invalid file is an error, never replaced by defaults.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../../../core/kit/message-of.ts'
import { HostError, settingsSchema, type Settings } from '../../contract/index.ts'
import { writeJson } from './json-file.ts'
import { isMissing, readFailure } from './safe-read.ts'

/** Returns the defaults if there is no `settings.json`. @throws {HostError} BAD_SETTINGS */
export async function readSettings(state: string): Promise<Settings> {
  const file = join(state, 'settings.json')
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return null
    throw badSettings(file, readFailure(error))
  })
  if (text === null) return settingsSchema.parse({})
  const parsed = settingsSchema.safeParse(parseJson(file, text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') ?? ''
  throw badSettings(file, `${field} ${issue?.message ?? 'is wrong'}`.trim(), field)
}

/** Changes the desktop's settings; the others stay. @throws {HostError} BAD_SETTINGS, CANNOT_WRITE */
export async function writeDesktopSettings(state: string, desktop: Settings['desktop']): Promise<void> {
  // Reading first keeps an invalid file, which its user has to correct, from being replaced.
  const settings = await readSettings(state)
  await writeJson(join(state, 'settings.json'), { ...settings, desktop })
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badSettings(file, `it is not JSON: ${messageOf(error)}`)
  }
}

function badSettings(file: string, reason: string, field?: string): HostError {
  return new HostError({
    code: 'BAD_SETTINGS',
    message: `${file} is invalid: ${reason}.`,
    hint: 'Correct it, or remove it to use the defaults.',
    field,
  })
}
