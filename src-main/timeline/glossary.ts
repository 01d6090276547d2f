// The glossary: one plain sentence for each term that the window, the reports and the docs use.
import { ENGLISH, type TimelineWords } from './words/en.ts'

export interface GlossarySection {
  title: string
  /** Term → sentence, in the order of the docs. */
  terms: Readonly<Record<string, string>>
}

/** docs/GLOSSARY.md has the same sections, terms and sentences. */
export function glossarySections({ glossary }: TimelineWords = ENGLISH): readonly GlossarySection[] {
  return Object.values(glossary)
}

/** The terms, the same in all languages. */
export const GLOSSARY_TERMS: ReadonlySet<string> = new Set(
  glossarySections().flatMap(({ terms }) => Object.keys(terms)),
)

/** Returns the sentence about a term; null if there is none. */
export function explainTerm(term: string, words: TimelineWords = ENGLISH): string | null {
  for (const { terms } of glossarySections(words)) {
    if (Object.hasOwn(terms, term)) return terms[term] ?? null
  }
  return null
}
