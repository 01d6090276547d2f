import { expect, test } from 'vitest'
import * as framework from '../../../../core/index.ts'
import { frameworkSource } from '../../../../src-main/host/project/framework-plugin.ts'

test('project files can import every value that grove-cluster exports', () => {
  const [, names = ''] = /export const \{ (.*) \} = core/.exec(frameworkSource) ?? []
  expect(names.split(', ').toSorted()).toEqual(Object.keys(framework).toSorted())
})
