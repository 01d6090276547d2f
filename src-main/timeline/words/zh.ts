// All sentences of the timeline in Simplified Chinese, by what they are about.
import type { TimelineWords } from './en.ts'
import { chapters } from './zh/chapters.ts'
import { facts } from './zh/facts.ts'
import { names } from './zh/names.ts'
import { reasons } from './zh/reasons.ts'
import { sequence } from './zh/sequence.ts'
import { symptoms } from './zh/symptoms.ts'
import { verdict } from './zh/verdict.ts'

export const CHINESE: TimelineWords = { chapters, facts, names, reasons, sequence, symptoms, verdict }
