// Simplified Chinese: the texts of findings.
import type { findings as english } from '../en/findings.ts'
import { ADVICE } from './finding-advice.ts'

export const findings: typeof english = {
  advice: ADVICE,
  count: (count) => `${count.toLocaleString('en')} 项检查发现`,
  next: '下一项检查发现',
  previous: '上一项检查发现',
  noMore: '没有更多检查发现。',
  severity: { error: '错误', warning: '警告' },
  shouldBe: (rule) => `应当：${rule}。`,
  foundByGrove: 'Grove 在运行期间发现。',
  reading: '正在加载：尚未检查。',
  notChecked: '未检查。',
  notCheckedAfter: (moment) => `${moment} 之后未检查。`,
  tooLarge: '本次运行的事件超过 200,000 个，检查会使窗口停顿。请运行',
  noRules: (framework) => `没有针对 ${framework} 的规则。`,
  none: '没有检查发现。',
  allHold: (rules, moment) => `截至 ${moment} 检查了 ${rules} 条规则，全部成立。`,
  notCheckedHere: '此处未检查：',
  callsNotChecked: (rules) => `服务器之间的调用（${rules}）。`,
  comma: '、',
  toCheck: '要检查它们，请运行',
  whatWasChecked: '检查了什么',
}
