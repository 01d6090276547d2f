// What the palette finds for what is typed.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fuzzyMatch } from '../../../../src-renderer/state/commands/fuzzy.ts'

/** The texts that match, best first. */
function find(typed: string, texts: readonly string[]): string[] {
  return texts
    .flatMap((text) => {
      const match = fuzzyMatch(typed, text)
      return match ? [{ text, score: match.score }] : []
    })
    .toSorted((one, other) => other.score - one.score)
    .map(({ text }) => text)
}

test('the whole word comes before its beginning, and a number is not found inside another', () => {
  const texts = ['Kill chat-12', 'Kill chat-21', 'Kill chat-2', 'Kill gate-2']
  expect(find('kill chat-2', texts)).toEqual(['Kill chat-2', 'Kill chat-21'])
})

test('initials find a title, and the start of a word counts more than its middle', () => {
  expect(find('kc2', ['Kill chat-2', 'Kick off'])).toEqual(['Kill chat-2'])
  expect(find('st', ['Show the last event', 'Stop chat-1'])).toEqual(['Stop chat-1', 'Show the last event'])
  expect(find('ill', ['Kill chat-2', 'Import later lines'])).toEqual(['Import later lines', 'Kill chat-2'])
})

test('letters that are spread over the middles of words do not match', () => {
  expect(fuzzyMatch('hat', 'Show later events that')?.places).toEqual([19, 20, 21])
  expect(fuzzyMatch('ela', 'Show more later')).toBeNull()
})

test('case and diacritics do not matter; the places are those of the text', () => {
  expect(fuzzyMatch('ECOLE', 'École')?.places).toEqual([0, 1, 2, 3, 4])
  expect(fuzzyMatch('ecole', 'une E\u0301cole')?.places).toEqual([4, 6, 7, 8, 9])
})

test('words are found in any order, and Chinese by its characters', () => {
  expect(fuzzyMatch('chat-2 kill', 'Kill chat-2')).not.toBeNull()
  expect(fuzzyMatch('结束 chat-2', '强制结束 chat-2')?.places).toEqual([2, 3, 5, 6, 7, 8, 9, 10])
})

test('any text finds itself, and what is marked is in the text', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(text, text, (one, other) => {
      const itself = fuzzyMatch(one, one)
      expect(itself).not.toBeNull()
      const match = fuzzyMatch(one, other)
      if (match) expect(match.places.every((place) => place >= 0 && place < other.length)).toBe(true)
    }),
  )
})
