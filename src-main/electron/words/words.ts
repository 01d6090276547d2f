// The language of the desktop program: the system's, until a page tells the one that the user chose.
import type { LanguageCode } from '../../contract/index.ts'
import { en, type Words } from './en.ts'
import { zh } from './zh.ts'

const CATALOGS: Readonly<Record<LanguageCode, Words>> = { en, zh }

let current: LanguageCode = 'en'

/** The texts of the current language. */
export function words(): Words {
  return CATALOGS[current]
}

/** Returns whether the language changed. */
export function setLanguage(code: LanguageCode): boolean {
  const changed = code !== current
  current = code
  return changed
}

/** @param locale as `app.getLocale()` gives it, like `zh-CN` */
export function languageOf(locale: string): LanguageCode {
  return /^zh\b/i.test(locale) ? 'zh' : 'en'
}
