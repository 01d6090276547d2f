// Grove's own master with its default parameters, in a process of its own; with the argument `naive` without windows.
import { startMaster } from '../../../core/index.ts'
import { clockSince } from '../../../core/kit/node-clock.ts'
import { BatchWindow } from '../../../core/membership/batch-window.ts'
import { Tap } from '../../../core/tap/tap.ts'
import { send, TOKEN, type Sent, type ToMaster } from './messages.ts'

const naive = process.argv[2] === 'naive'
if (naive) publishAtOnce()
// Without windows it is too busy to hear heartbeats, and would lose whom it has; it is let off them.
const parameters = naive ? { heartbeatTimeoutMs: 120_000 } : {}

const sent: Sent = { packets: 0, bytes: 0 }
const tap = new Tap({
  process: 'master-1',
  now: clockSince(),
  rpc: 'off',
  // Of the master's connection to itself this sees both ends; only what goes down is the master's.
  sink: (record) => {
    if (record.t !== 'sent' || record.direction !== 'down') return
    sent.packets++
    sent.bytes += record.bytes
  },
})
const master = await startMaster({ token: TOKEN, tap, parameters })
const before = process.cpuUsage()
Object.assign(sent, { packets: 0, bytes: 0 })
process.on('message', (_message: ToMaster) => {
  const { user, system } = process.cpuUsage(before)
  send({ say: 'counted', sent: { ...sent }, cpu: (user + system) / 1_000 })
})
process.on('disconnect', () => process.exit())
send({ say: 'listening', port: master.address?.port ?? 0 })

/** Every change by itself, in the step in which it happened: what a master without windows does. */
function publishAtOnce(): void {
  const open = BatchWindow.prototype.schedule
  BatchWindow.prototype.schedule = function touch(this: BatchWindow): void {
    open.call(this)
    this.flush()
  }
}
