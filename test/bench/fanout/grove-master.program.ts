// Grove's master in its own process. With the argument `naive` it does not batch.
import { startMaster } from '../../../core/index.ts'
import { clockSince } from '../../../core/kit/node-clock.ts'
import { BatchWindow } from '../../../core/membership/batch-window.ts'
import { Tap } from '../../../core/tap/tap.ts'
import { send, TOKEN, type Sent, type ToMaster } from './messages.ts'

const naive = process.argv[2] === 'naive'
if (naive) publishAtOnce()
// All monitors dial at once, and none of them dials again.
const maxUnproven = 10_000
// Without batching it is too busy to read heartbeats and would drop its monitors, so they are off.
const parameters = naive ? { maxUnproven, heartbeatTimeoutMs: 120_000 } : { maxUnproven }

const sent: Sent = { packets: 0, bytes: 0 }
const tap = new Tap({
  process: 'master-1',
  now: clockSince(),
  rpc: 'off',
  // The tap sees both ends of the master's connection to itself; only direction `down` is sent by the master.
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

/** Notifies of each change at once, without batching. */
function publishAtOnce(): void {
  const open = BatchWindow.prototype.schedule
  BatchWindow.prototype.schedule = function touch(this: BatchWindow): void {
    open.call(this)
    this.flush()
  }
}
