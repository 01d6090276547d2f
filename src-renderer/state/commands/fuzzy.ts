// Fuzzy matching of what is typed in the palette: subsequences that start at a word, best first.

/** How well a text matches, and where: the places of the matched characters in it. */
export interface FuzzyMatch {
  score: number
  places: readonly number[]
}

const CHARACTER = 1
const WORD_START = 4
const IN_A_ROW = 3
const WHOLE_WORD = 6
/** For each character that is skipped inside a match, up to a limit. */
const GAP = 0.5
const MAX_GAP = 3
/** For each character of the text that is not matched: of two equal matches the shorter text is better. */
const REST = 0.02

const MARKS = /\p{Mn}/gu
const WORD_CHARACTER = /[\p{L}\p{N}]/u
const DIGIT = /\p{N}/u
/** Each of these is a word of its own. */
const IDEOGRAPH = /\p{Script=Han}/u

/**
 * Matches each word of `typed` somewhere in `text`, without regard to case and diacritics. The first character of a
 * word matches the start of a word; elsewhere only the whole typed word in a row matches. A number matches where a
 * number starts.
 * @returns null if a word is not found
 */
export function fuzzyMatch(typed: string, text: string): FuzzyMatch | null {
  const words = foldCase(typed).split(/\s+/u).filter(Boolean)
  const { characters, places } = folded(text)
  let score = 0
  const matched: number[] = []
  for (const word of words) {
    const found = bestMatch([...word], characters)
    if (!found) return null
    score += found.score
    for (const at of found.places) matched.push(places[at] as number)
  }
  score -= (characters.length - matched.length) * REST
  return { score, places: [...new Set(matched)].toSorted((a, b) => a - b) }
}

function bestMatch(word: readonly string[], text: readonly string[]): FuzzyMatch | null {
  let best: FuzzyMatch | null = null
  for (let start = 0; start < text.length; start += 1) {
    if (text[start] !== word[0]) continue
    const inARow = matchInARow(word, text, start)
    const found = inARow ?? (isWordStart(text, start) ? matchFrom(word, text, start) : null)
    if (found && found.score > (best?.score ?? -Infinity)) best = found
  }
  return best
}

function matchInARow(word: readonly string[], text: readonly string[], start: number): FuzzyMatch | null {
  if (splitsNumber(text, start)) return null
  if (!word.every((character, at) => text[start + at] === character)) return null
  const end = start + word.length
  const isWhole =
    isWordStart(text, start) && (end === text.length || isWordStart(text, end) || !isWord(text, end))
  const score =
    word.length * CHARACTER +
    (word.length - 1) * IN_A_ROW +
    (isWordStart(text, start) ? WORD_START : 0) +
    (isWhole ? WHOLE_WORD : 0)
  return { score, places: word.map((_, at) => start + at) }
}

function matchFrom(word: readonly string[], text: readonly string[], start: number): FuzzyMatch | null {
  const places = [start]
  let score = CHARACTER + WORD_START
  let at = start
  for (const character of word.slice(1)) {
    const next = nextPlace(text, character, at)
    if (next < 0) return null
    score += CHARACTER
    if (next === at + 1) score += IN_A_ROW
    else {
      score -= Math.min(MAX_GAP, (next - at - 1) * GAP)
      if (isWordStart(text, next)) score += WORD_START
    }
    places.push(next)
    at = next
  }
  return { score, places }
}

/** The next character if it is the one, else the start of a word with it, else any: "kc2" finds "Kill chat-2". */
function nextPlace(text: readonly string[], character: string, at: number): number {
  if (text[at + 1] === character) return at + 1
  let first = -1
  for (let place = at + 2; place < text.length; place += 1) {
    if (text[place] !== character || splitsNumber(text, place)) continue
    if (isWordStart(text, place)) return place
    if (first < 0) first = place
  }
  return first
}

function isWord(text: readonly string[], at: number): boolean {
  return WORD_CHARACTER.test(text[at] ?? '')
}

function isWordStart(text: readonly string[], at: number): boolean {
  const character = text[at] ?? ''
  if (IDEOGRAPH.test(character)) return true
  if (!isWord(text, at)) return at === 0 || text[at - 1] === ' '
  return !isWord(text, at - 1) || IDEOGRAPH.test(text[at - 1] ?? '') || startsNumber(text, at)
}

function startsNumber(text: readonly string[], at: number): boolean {
  return DIGIT.test(text[at] ?? '') && !DIGIT.test(text[at - 1] ?? '')
}

/** Whether a match that begins here begins inside a number: "2" is not in "chat-12". */
function splitsNumber(text: readonly string[], at: number): boolean {
  return DIGIT.test(text[at] ?? '') && DIGIT.test(text[at - 1] ?? '')
}

/** Each character on its own, because the lower case of some depends on their neighbours. */
function foldCase(text: string): string {
  return [...text].map((character) => character.normalize('NFKD').replace(MARKS, '').toLowerCase()).join('')
}

/** The characters to compare, and the place in `text` that each comes from. */
function folded(text: string): { characters: string[]; places: number[] } {
  const characters: string[] = []
  const places: number[] = []
  let place = 0
  for (const character of text) {
    for (const one of foldCase(character)) {
      characters.push(one)
      places.push(place)
    }
    place += character.length
  }
  return { characters, places }
}
