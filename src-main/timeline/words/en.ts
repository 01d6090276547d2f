// All sentences of the timeline in English, by what they are about.
import { facts } from './en/facts.ts'
import { names } from './en/names.ts'
import { reasons } from './en/reasons.ts'
import { symptoms } from './en/symptoms.ts'
import { verdict } from './en/verdict.ts'

export const ENGLISH = { facts, names, reasons, symptoms, verdict }

/** The sentences of one language. Those with values are functions. */
export type TimelineWords = typeof ENGLISH
