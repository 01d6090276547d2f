// All sentences of the timeline in English, by what they are about.
import { changes } from './en/changes.ts'
import { chapters } from './en/chapters.ts'
import { checks } from './en/checks.ts'
import { dialectTexts } from './en/dialect-texts.ts'
import { facts } from './en/facts.ts'
import { glossary } from './en/glossary.ts'
import { names } from './en/names.ts'
import { reasons } from './en/reasons.ts'
import { sequence } from './en/sequence.ts'
import { symptoms } from './en/symptoms.ts'
import { verdict } from './en/verdict.ts'

export const ENGLISH = {
  changes,
  chapters,
  checks,
  dialectTexts,
  facts,
  glossary,
  names,
  reasons,
  sequence,
  symptoms,
  verdict,
}

/** The sentences of one language. Those with values are functions. */
export type TimelineWords = typeof ENGLISH
