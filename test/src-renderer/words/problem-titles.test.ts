// Every code of a problem has a Chinese title, and every title a code.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { PROBLEM_TITLES } from '../../../src-renderer/words/zh/problem-titles.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')
/** Where code gives a problem its code: a property, or the first argument of an error. */
const GIVEN = /(?:\bcode: |(?:Error|refusal|assertKnown|fail)\(\s*)(?:[^'\n]*\? )?'([A-Z]+(?:_[A-Z]+)*)'/g
/** Codes of Node and of the protocol of one framework. */
const NO_PROBLEM = /^E[A-Z]+$|^ERR_/

test('every code has a title', async () => {
  const missing: string[] = []
  for (const file of await sources()) {
    for (const [, code = ''] of (await readFile(file, 'utf8')).matchAll(GIVEN)) {
      if (!NO_PROBLEM.test(code) && PROBLEM_TITLES[code] === undefined)
        missing.push(`${path.relative(ROOT, file)}: ${code}`)
    }
  }
  expect(missing).toEqual([])
})

test('no title is left of a code that nobody uses', async () => {
  const all = (await Promise.all((await sources()).map((file) => readFile(file, 'utf8')))).join('')
  expect(Object.keys(PROBLEM_TITLES).filter((code) => !all.includes(`'${code}'`))).toEqual([])
})

async function sources(): Promise<string[]> {
  const files: string[] = []
  for (const room of ['core', 'src-main', 'src-renderer']) {
    for (const file of await readdir(path.join(ROOT, room), { recursive: true }))
      if (/\.(ts|svelte)$/.test(file) && !/^words\b/.test(file)) files.push(path.join(ROOT, room, file))
  }
  return files
}
