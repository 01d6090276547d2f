// No text that a user reads stands in a template or in code of the window: all come from the catalogs.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { parse, type AST } from 'svelte/compiler'
import { expect, test } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../../..')

/** Attributes and properties that a user reads or hears. */
const SPOKEN =
  /^(aria-(label|description|valuetext|roledescription)|title|placeholder|alt|label|name|text|heading|caption)$/
/** Elements whose content is code or keys. */
const CODE = new Set(['code', 'kbd', 'samp', 'style', 'script'])
const WORD = /\p{L}{2,}/u
const WORDS = /\p{L}{2,}[,:;.!?…’]*\s+\p{L}{2,}/u
/** Fonts, selectors, media queries, markup and commands. */
const NO_TEXT =
  /sans-serif|:popover-open|^button, |^input, |^\(prefers-|^position-area:|^<script|^img-src|^grove |^\[data-|^\(?(?:Ctrl|Shift)\+|^JSON$/

/** Literals that look like texts and are none. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  // The name of the program.
  'src-renderer/views/Home/Home.svelte': ['Grove'],
  // Two frames that are awaited.
  'src-renderer/state/address.svelte.ts': ['laid out'],
  // A problem like those of the host: the window says its title in each language.
  'src-renderer/host.ts': [
    'Check that grove ui is running. The page reconnects by itself.',
    'This page has no connection to Grove.',
  ],
}

interface Node {
  type: string
  [key: string]: unknown
}

test('templates have no texts of their own', async () => {
  const found: string[] = []
  for (const file of await filesOf(/\.svelte$/)) {
    const { fragment } = parse(await readFile(path.join(ROOT, file), 'utf8'), { modern: true })
    for (const text of textsOfTemplate(fragment)) if (!isExpected(file, text)) found.push(`${file}: ${text}`)
  }
  expect(found.toSorted()).toEqual([])
})

test('code of the window has no sentences of its own', async () => {
  const found: string[] = []
  for (const file of await filesOf(/\.(svelte|ts)$/)) {
    const source = await readFile(path.join(ROOT, file), 'utf8')
    const component = file.endsWith('.svelte')
      ? source
      : `<script lang="ts">\n${source.replaceAll('</script', '<\\/script')}\n</script>`
    const { instance, module } = parse(component, { modern: true })
    for (const script of [instance, module]) {
      if (!script) continue
      for (const text of sentencesOf(script.content))
        if (!isExpected(file, text)) found.push(`${file}: ${text}`)
    }
  }
  expect(found.toSorted()).toEqual([])
})

/** Paths of the window's files from the root, without the catalogs. */
async function filesOf(name: RegExp): Promise<string[]> {
  const files = await readdir(path.join(ROOT, 'src-renderer'), { recursive: true })
  return files
    .filter((file) => name.test(file) && !/^words\b/.test(file))
    .map((file) => `src-renderer/${file}`)
}

/** Further words that find a command are not shown. */
function isKeyword(file: string, text: string): boolean {
  return file.startsWith('src-renderer/state/commands/') && /^(?:SIG[A-Z]+ )?[a-z% ]+$/.test(text)
}

function isExpected(file: string, text: string): boolean {
  if (isKeyword(file, text)) return true
  return EXCEPTIONS[file]?.includes(text) === true
}

/** Text nodes, spoken attributes, and literals that an expression shows. */
function* textsOfTemplate(node: unknown): Generator<string> {
  if (Array.isArray(node)) {
    for (const one of node) yield* textsOfTemplate(one)
    return
  }
  if (!isNode(node)) return
  switch (node.type) {
    case 'Text':
      yield* ifText((node as unknown as AST.Text).data)
      return
    case 'ExpressionTag':
      yield* shownBy(node['expression'])
      return
    case 'Attribute':
      if (SPOKEN.test(String(node['name']))) yield* textsOfTemplate(node['value'])
      return
    case 'RegularElement':
      if (CODE.has(String(node['name']))) return
      break
    case 'Component':
      // Its name is the picture's.
      if (node['name'] === 'Icon') return
  }
  for (const key of [
    'fragment',
    'nodes',
    'attributes',
    'consequent',
    'alternate',
    'body',
    'fallback',
    'pending',
    'then',
    'catch',
  ])
    yield* textsOfTemplate(node[key])
}

/** Literals in the places of an expression whose value is shown: not what is compared or passed on. */
function* shownBy(node: unknown): Generator<string> {
  if (!isNode(node)) return
  switch (node.type) {
    case 'Literal':
      if (typeof node['value'] === 'string') yield* ifText(node['value'])
      return
    case 'TemplateLiteral':
      for (const { value } of node['quasis'] as { value: { cooked: string } }[]) yield* ifText(value.cooked)
      for (const inner of node['expressions'] as unknown[]) yield* shownBy(inner)
      return
    case 'ConditionalExpression':
      yield* shownBy(node['consequent'])
      yield* shownBy(node['alternate'])
      return
    case 'LogicalExpression':
    case 'BinaryExpression':
      if (['||', '??', '&&', '+'].includes(String(node['operator']))) {
        yield* shownBy(node['left'])
        yield* shownBy(node['right'])
      }
  }
}

/** String literals of two words and more, but not in types, errors for developers, keys of objects and imports. */
function* sentencesOf(node: unknown): Generator<string> {
  if (Array.isArray(node)) {
    for (const one of node) yield* sentencesOf(one)
    return
  }
  if (!isNode(node)) return
  if (
    node.type.startsWith('TS') &&
    node.type !== 'TSAsExpression' &&
    node.type !== 'TSNonNullExpression' &&
    node.type !== 'TSSatisfiesExpression'
  )
    return
  if (node.type === 'ImportDeclaration' || node.type === 'ThrowStatement') return
  if (node.type === 'Literal' && typeof node['value'] === 'string' && isSentence(node['value']))
    yield node['value']
  if (node.type === 'TemplateLiteral') {
    const text = (node['quasis'] as { value: { cooked: string } }[])
      .map(({ value }) => value.cooked)
      .join('…')
    if (isSentence(text)) yield text
  }
  for (const [key, inner] of Object.entries(node)) {
    if (key !== 'key' && typeof inner === 'object') yield* sentencesOf(inner)
  }
}

function isSentence(text: string): boolean {
  return WORDS.test(text) && !NO_TEXT.test(text)
}

function* ifText(text: string): Generator<string> {
  const trimmed = text.trim().replaceAll(/\s+/g, ' ')
  if (WORD.test(trimmed) && !NO_TEXT.test(trimmed)) yield trimmed
}

function isNode(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && typeof (node as Node).type === 'string'
}
