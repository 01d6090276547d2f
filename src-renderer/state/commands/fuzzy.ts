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
const OTHER_SHARE = 0.8

const ASCII = /^\p{ASCII}*$/u
const MARKS = /\p{Mn}/gu
const WORD_CHARACTER = /[\p{L}\p{N}]/u
const DIGIT = /\p{N}/u
/** Each of these is a word of its own. */
const IDEOGRAPH = /\p{Script=Han}/u

/** Another text in which a typed word may be found. */
export interface OtherText {
  text: string
  /** Only words that begin with the typed one match. */
  isStrict: boolean
}

/**
 * Matches each word of `typed` somewhere in `text`, without regard to case and diacritics: in a row, or with gaps such
 * that each part begins a word ("kc2" in "Kill chat-2") or goes on in it. A number matches where a number starts. A word
 * that is not in `text` may be in another text, which counts less.
 * @returns null if a word is not found
 */
export function fuzzyMatch(
  typed: string,
  text: string,
  others: readonly OtherText[] = [],
): FuzzyMatch | null {
  const { characters, places } = folded(text)
  const otherTexts = others.map((other) => ({ ...other, characters: folded(other.text).characters }))
  let score = 0
  const matched: number[] = []
  for (const word of foldCase(typed).split(/\s+/u).filter(Boolean)) {
    const letters = [...word]
    const found = bestMatch(letters, characters, false)
    if (found) for (const at of found.places) matched.push(places[at] as number)
    const scores = otherTexts.map(
      (other) => (bestMatch(letters, other.characters, other.isStrict)?.score ?? -Infinity) * OTHER_SHARE,
    )
    const best = Math.max(found?.score ?? -Infinity, ...scores)
    if (best === -Infinity) return null
    score += best
  }
  score -= Math.max(0, characters.length - matched.length) * REST
  return { score, places: [...new Set(matched)].toSorted((a, b) => a - b) }
}

function bestMatch(word: readonly string[], text: readonly string[], isStrict: boolean): FuzzyMatch | null {
  let best: FuzzyMatch | null = null
  for (let start = 0; start < text.length; start += 1) {
    if (text[start] !== word[0]) continue
    const startsWord = isWordStart(text, start)
    if (isStrict && !startsWord) continue
    const found = [matchInARow(word, text, start)]
    if (!isStrict && startsWord)
      found.push(matchFrom(word, text, start, false), matchFrom(word, text, start, true))
    for (const match of found) if (match && match.score > (best?.score ?? -Infinity)) best = match
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

/** `skipsFirst`: goes to the start of a later word rather than on in this one. */
function matchFrom(
  word: readonly string[],
  text: readonly string[],
  start: number,
  skipsFirst: boolean,
): FuzzyMatch | null {
  const places = [start]
  let score = CHARACTER + WORD_START
  let at = start
  for (const character of word.slice(1)) {
    const next = nextPlace(text, character, at, skipsFirst)
    if (next < 0) return null
    score += CHARACTER
    if (next === at + 1) score += IN_A_ROW
    else score -= Math.min(MAX_GAP, (next - at - 1) * GAP)
    if (isWordStart(text, next)) score += WORD_START
    places.push(next)
    at = next
  }
  return { score, places }
}

/** The next character if it is the one, else one of the same word, or the start of a later word. */
function nextPlace(text: readonly string[], character: string, at: number, skipsFirst: boolean): number {
  if (text[at + 1] === character) return at + 1
  const inWord = placeInWord(text, character, at)
  if (inWord >= 0 && !skipsFirst) return inWord
  for (let place = at + 2; place < text.length; place += 1)
    if (text[place] === character && isWordStart(text, place)) return place
  return inWord
}

function placeInWord(text: readonly string[], character: string, at: number): number {
  for (let place = at + 1; place < text.length && isWord(text, place); place += 1)
    if (text[place] === character && !splitsNumber(text, place)) return place
  return -1
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
  if (ASCII.test(text)) return text.toLowerCase()
  return [...text].map((character) => character.normalize('NFKD').replace(MARKS, '').toLowerCase()).join('')
}

/** The characters to compare, and the place in `text` that each comes from. */
function folded(text: string): { characters: string[]; places: number[] } {
  if (ASCII.test(text)) return { characters: [...text.toLowerCase()], places: [...text].map((_, at) => at) }
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
