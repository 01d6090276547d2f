// English: what dialects say of themselves. They say it in English, also in recordings.

/** English text of a dialect → the same in the language. */
export const dialectTexts: Readonly<Record<string, string>> = {}
