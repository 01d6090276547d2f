// Simplified Chinese: the texts of injected faults.
import type { LinkFault } from '../../../src-main/contract/index.ts'
import type { faults as english } from '../en/faults.ts'

const percent = (rate: number): number => Number((rate * 100).toPrecision(3))

const verb = (fault: LinkFault, where: string): string => {
  switch (fault.kind) {
    case 'cut':
      return `切断${where}`
    case 'hang':
      return `挂起${where}`
    case 'delay':
      return `将${where}延迟 ${fault.ms} ms`
    case 'drop':
      return `让${where}丢包 ${percent(fault.rate)} %`
  }
}

export const faults: typeof english = {
  where: (link, servers, peer) =>
    peer === undefined
      ? ` ${servers} 的${link === 'rpc' ? ' RPC 连接' : '控制连接'}`
      : ` ${servers} 与 ${peer} 之间的连接`,
  inject: verb,
  heal: (where) => `恢复${where}`,
  servers: (ids) => (ids.length > 3 ? `${ids.length} 个服务器` : ids.join('、')),

  disturb: (server) => `干扰 ${server} 的连接…`,
  healAll: '恢复所有故障',
  nothingToHeal: '没有注入任何故障。',
  nothingToHealAt: (server) => `${server} 没有注入的故障。`,
  notRunning: (server) => `${server} 没有运行。`,

  menu: '干扰它的连接…',
  menuNote: '切断、挂起、延迟或丢包，对全部或一个对端',
  disturbIts: '干扰它的连接',

  title: (server) => `${server} 的连接`,
  form: (server) => `${server} 的故障`,
  active: '当前注入的故障',
  none: '没有注入任何故障。',
  links: '连接',
  control: '与主服务器的连接',
  controlOfMaster: '与各服务器的连接',
  membership: '成员消息',
  rpc: '与其他服务器的连接',
  calls: '对其他服务器的调用',
  peer: '对端',
  allPeers: '全部',
  kind: '故障',
  kinds: { cut: '切断', hang: '挂起', delay: '延迟', drop: '丢包' },
  effects: {
    cut: '关闭连接，并拒绝新连接。',
    hang: '既不读也不写；连接保持打开。',
    delay: '双向延迟每个包，保持顺序。',
    drop: '双向丢失一部分包。',
  },
  ms: '延迟（ms）',
  percent: '丢包率（%）',
  more: '更多',
  seed: '种子',
  seedHint: '种子相同，丢失的包也相同。默认为 1。',
  badMs: (max) => `请输入 1 到 ${max} 之间的毫秒数。`,
  badPercent: '请输入大于 0、不超过 100 的比例。',
  badSeed: (max) => `请输入 0 到 ${max} 之间的整数，或留空。`,
  stronger: '同一连接上还有另一个故障：较强的生效。',
  healOne: '恢复',
  healThis: (where) => `恢复${where}`,
  healThese: '全部恢复',
  ended: (server) => `${server} 没有运行：它没有连接。`,
  frozen: '启动器已消失：无法注入故障。',

  all: '全部',
  selected: '选中',
}
