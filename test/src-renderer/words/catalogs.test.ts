// Every text is there in both languages, says the same values, and follows the typography of its language.
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { en } from '../../../src-renderer/words/en.ts'
import { zh } from '../../../src-renderer/words/zh.ts'

type Text = string | ((...values: unknown[]) => unknown)
interface Pair {
  path: string
  english: Text
  chinese: Text
}

/** Texts that are the same in both languages. */
const SAME: readonly RegExp[] = [
  // The name of the other language.
  /^appearance\./,
  // Names, addresses, keys, quantiles and process ids.
  /^accessDenied\.placeholder$|^selection\.id$|^server\.cpu$/,
  /^home\.(version|launcher|process)$|^session\.title$|^status\.cost$|^exporting\.rpc$|^preview\.node$/,
  // The subject and its state.
  /^sentences\.changes\.is$/,
  /^sentences\.glossary\.(moleculer|socketIo)\.title$/,
  /^help\.\w+\.\d+\.keys\./,
  /\.p\d\d$/,
  // Units.
  /^calls\.perSecond$|^map\.rate$/,
]
/** Chinese texts whose value is a Chinese word: no space stands before or after it. */
const CHINESE_VALUES = new Set([
  'cluster.openDock',
  'cluster.closeDock',
  'cluster.widthOf',
  'cluster.heightOf',
  'commands.inject',
  'faults.inject',
  'faults.heal',
  'faults.healThis',
  'commands.showLayout',
  'commands.toggleDock',
  'compare.sortBy',
  'events.sortBy',
  'events.width',
  'compare.cutOff',
  'compare.selection',
  'compare.lost',
  'preview.readyWhen',
  'sentences.changes.linkEvent',
  'sentences.chapters.callsLost',
  'sentences.chapters.callsFailed',
  'sentences.names.lastAgo',
  'sentences.sequence.processesStarted',
  'sentences.verdict.processesStopped',
])

const HAN = /\p{Script=Han}/u
/** What `sample` puts in for a value. */
const MARKER = /(?:value\d|70\d)/g

/** Some texts differ by one value of a few. */
const CHOICES =
  'kill cut full web running failed start callable master server death fault finding note process packet'.split(
    ' ',
  )
/** Ways to make up the value at an index, the plain ones first. */
const VALUES: ((index: number) => unknown)[] = [
  (index) => `value${index}`,
  (index) => 700 + index,
  (index) => [`value${index}`],
  (index) => [anything(`value${index}`)],
  (index) => anything(`value${index}`),
  (index) => anything([`value${index}`]),
  ...CHOICES.map((choice) => () => choice),
  () => ({ kind: 'cut' }),
]
/** The values of a text that are tried in all combinations. */
const MAX_VARIED = 3

const pairs = [...pairsOf(en, zh, '')]
const samples = pairs.map((pair) => {
  const [one, other] = samplesOf(pair)
  return { path: pair.path, one, other }
})

test('both catalogs have the same texts, and there are many', () => {
  expect(pairs.length).toBeGreaterThan(500)
  const paths = (list: readonly Pair[]): string[] => list.map(({ path }) => path).toSorted()
  expect(paths([...pairsOf(zh, en, '')])).toEqual(paths(pairs))
  expect(pairs.filter(({ english, chinese }) => typeof english !== typeof chinese)).toEqual([])
})

test('every text with words is there in Chinese, and is not the English one', () => {
  const wrong = samples.filter(({ path, one, other }) => {
    const hasWords = /\p{L}/u.test(one.replaceAll(MARKER, ''))
    return hasWords && !HAN.test(other) && !SAME.some((same) => same.test(path))
  })
  expect(wrong).toEqual([])
})

test('no English text has Chinese characters, but the name of the other language', () => {
  const wrong = samples.filter(({ one }) => HAN.test(one)).map(({ path }) => path)
  expect(wrong).toEqual(['appearance.switchLanguage', 'appearance.otherLanguage'])
})

test('a text shows the same values in both languages', () => {
  const wrong = samples.filter(({ one, other }) => valuesIn(one).join() !== valuesIn(other).join())
  expect(wrong).toEqual([])
})

test('Chinese texts have full-width punctuation, and a space beside Latin letters and digits', () => {
  const wrong = samples.filter(
    ({ path, other }) =>
      !CHINESE_VALUES.has(path) &&
      (/\p{Script=Han}[,;:!?()]|[,;:!?(]\p{Script=Han}|\p{Script=Han}\.(?!\w)/u.test(other) ||
        /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u.test(other) ||
        /\p{Script=Han} \p{Script=Han}|[，。；：、（）] | [，。；：、）]/u.test(other)),
  )
  expect(wrong).toEqual([])
})

/** Walks the first catalog. */
function* pairsOf(one: object, other: object, path: string): Generator<Pair> {
  for (const [key, text] of Object.entries(one) as [string, unknown][]) {
    const translated: unknown = (other as Record<string, unknown>)[key]
    // A table that only some languages have; it has a test of its own.
    if (key === 'dialectTexts') continue
    const at = path === '' ? key : `${path}.${key}`
    if (typeof text === 'object' && text !== null)
      yield* pairsOf(text, typeof translated === 'object' && translated !== null ? translated : {}, at)
    else yield { path: at, english: text as Text, chinese: translated as Text }
  }
}

/** Returns both texts with the same markers for their values: words, or numbers where a text counts. */
function samplesOf({ path, english, chinese }: Pair): readonly [english: string, chinese: string] {
  if (typeof english !== 'function' || typeof chinese !== 'function')
    return [String(english), String(chinese)]
  for (let number = 0; number < VALUES.length ** MAX_VARIED; number += 1) {
    const values = Array.from({ length: 8 }, (_, index) => {
      const choice = Math.floor(number / VALUES.length ** Math.min(index, MAX_VARIED - 1)) % VALUES.length
      return VALUES[choice]?.(index)
    })
    try {
      const [one, other] = [flat(english(...values)), flat(chinese(...values))]
      if (isText(one) && isText(other)) return [one, other]
    } catch {
      // They take other kinds of values.
    }
  }
  throw new Error(`no values fit ${path}: add one to CHOICES`)
}

/** A list of texts as one. */
function flat(said: unknown): unknown {
  if (typeof said !== 'object' || said === null) return said
  return Object.values(said).map(flat).join('\n')
}

function isText(said: unknown): said is string {
  return typeof said === 'string' && !/NaN|undefined|\[object/.test(said)
}

/** An object whose properties all have this value. */
function anything(value: unknown): object {
  return new Proxy({}, { get: () => value })
}

function valuesIn(text: string): string[] {
  return [...new Set(text.match(MARKER) ?? [])].toSorted()
}

test('each sample has a Chinese description', async () => {
  const folders = await readdir(path.resolve(import.meta.dirname, '../../../src-main/samples'), {
    withFileTypes: true,
  })
  const names = folders.flatMap((entry) => (entry.isDirectory() ? entry.name : []))
  expect(names.length).toBeGreaterThan(0)
  expect(names.filter((name) => !HAN.test(zh.home.sampleIs(name, name)))).toEqual([])
})
