// README.zh-CN.md follows README.md: the same outline, links, pictures, commands and code, and a link to each other.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '..')

test('both have the same outline, links, commands and code', async () => {
  const [english, chinese] = await Promise.all([read('README.md'), read('README.zh-CN.md')])
  expect(outlineOf(chinese)).toEqual(outlineOf(english))
  expect(linksIn(chinese)).toEqual(linksIn(english))
  expect(codeIn(chinese)).toEqual(codeIn(english))
  expect(blocksIn(chinese)).toEqual(blocksIn(english))
})

test('each links to the other', async () => {
  expect(await read('README.md')).toContain('](README.zh-CN.md)')
  expect(await read('README.zh-CN.md')).toContain('](README.md)')
})

async function read(name: string): Promise<string> {
  return await readFile(path.join(ROOT, name), 'utf8')
}

/** Levels of headings, list items and rows of tables, in their order. */
function outlineOf(text: string): string[] {
  return withoutBlocks(text).match(/^(?:#+|-|\|)(?= )/gm) ?? []
}

/** A picture may show the window in Chinese. */
function linksIn(text: string): string[] {
  const links = [...withoutBlocks(text).matchAll(/\]\(([^)]+)\)/g)].map(([, to = '']) => to)
  return links
    .filter((to) => !to.startsWith('README.'))
    .map((to) => to.replace(/-zh(?=\.png$)/, ''))
    .toSorted()
}

function codeIn(text: string): string[] {
  return [...withoutBlocks(text).matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}

/** The code of the blocks, without comments and explanations. */
function blocksIn(text: string): string[] {
  return [...text.matchAll(/^```(\w*)\n(.*?)^```/gms)].map(([, language = '', code = '']) => {
    if (language === 'ts') return code
    return code.replaceAll(language === 'sh' ? / +# .*$/gm : /(?<=\S) {2,}.*$/gm, '')
  })
}

function withoutBlocks(text: string): string {
  return text.replaceAll(/^```.*?^```/gms, '')
}
