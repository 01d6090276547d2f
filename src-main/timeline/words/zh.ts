// All sentences of the timeline in Simplified Chinese, by what they are about.
import type { TimelineWords } from './en.ts'
import { changes } from './zh/changes.ts'
import { chapters } from './zh/chapters.ts'
import { checks } from './zh/checks.ts'
import { dialectTexts } from './zh/dialect-texts.ts'
import { facts } from './zh/facts.ts'
import { glossary } from './zh/glossary.ts'
import { names } from './zh/names.ts'
import { reasons } from './zh/reasons.ts'
import { sequence } from './zh/sequence.ts'
import { symptoms } from './zh/symptoms.ts'
import { verdict } from './zh/verdict.ts'

export const CHINESE: TimelineWords = {
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
