// The language of the window, and its texts. Reading a text makes a view depend on the language.
import { en, type Words } from './en.ts'
import { zh } from './zh.ts'

export type LanguageCode = 'en' | 'zh'

const STORAGE_KEY = 'grove.language'
const CATALOGS: Readonly<Record<LanguageCode, Words>> = { en, zh }

class Language {
  #code = $state<LanguageCode>(chosen() ?? systemLanguage())
  #isInEnglish = false

  constructor() {
    document.documentElement.lang = tagOf(this.#code)
    addEventListener('languagechange', () => (this.code = chosen() ?? systemLanguage()))
  }

  get code(): LanguageCode {
    return this.#code
  }

  /** Remembered by the browser; the system's language is followed again where it is chosen. */
  set code(code: LanguageCode) {
    this.#code = code
    document.documentElement.lang = tagOf(code)
    if (code === systemLanguage()) localStorage.removeItem(STORAGE_KEY)
    else localStorage.setItem(STORAGE_KEY, code)
  }

  /** For dates: the system's variant of English, like `en-GB`. */
  get locale(): string {
    const variant = this.#code === 'en' ? navigator.languages.find((tag) => codeOf(tag) === 'en') : undefined
    return variant ?? tagOf(this.#code)
  }

  get words(): Words {
    return CATALOGS[this.#isInEnglish ? 'en' : this.#code]
  }

  /** Runs `read`, which reads the English texts whatever the language is. */
  inEnglish<Result>(read: () => Result): Result {
    this.#isInEnglish = true
    try {
      return read()
    } finally {
      this.#isInEnglish = false
    }
  }
}

export const language = new Language()

/** The texts of the current language: `words.home.start`. */
export const words: Words = new Proxy(en, {
  get: (_, room: keyof Words) => language.words[room],
})

function chosen(): LanguageCode | null {
  const code = localStorage.getItem(STORAGE_KEY)
  return code === 'en' || code === 'zh' ? code : null
}

/** The first language of the system that Grove speaks; English if it speaks none. */
function systemLanguage(): LanguageCode {
  for (const tag of navigator.languages) {
    const code = codeOf(tag)
    if (code !== null) return code
  }
  return 'en'
}

function codeOf(tag: string): LanguageCode | null {
  const [code] = tag.toLowerCase().split('-')
  return code === 'en' || code === 'zh' ? code : null
}

function tagOf(code: LanguageCode): string {
  return code === 'zh' ? 'zh-Hans' : 'en'
}
