// A synthetic master and servers that join as PROTOCOL.md says. They produce the records of a tap, without sockets or
// processes.
import type { ServerInfo, ServerRecord } from '../../core/protocol/packet.ts'
import {
  EPOCH,
  SyntheticProcess,
  noticeOf,
  proxyOf,
  WATCHDOG,
  type Change,
  type Gone,
} from './synthetic-process.ts'
import { Wire, type Actor, type Stage } from './synthetic-stage.ts'

export class Master extends SyntheticProcess {
  readonly registry = new Map<string, ServerRecord>()
  readonly subscribers = new Map<string, { server: Server; wire: Wire }>()
  #expected: Set<string>
  #revision = 0
  #changes: { change: Change; cause: string }[] = []
  #asking: { server: Server; wire: Wire; reqId: number; cause: string }[] = []

  constructor(stage: Stage, id: string, pid: number, expected: string[]) {
    super(stage, id, 'master', pid)
    this.#expected = new Set(expected)
  }

  start(): void {
    this.process('spawned')
    this.stage.schedule(this.stage.between(35, 45), () => {
      this.enter('starting')
      this.enter('listening')
      this.#monitorItself()
    })
  }

  #monitorItself(): void {
    const wire = new Wire('control', this, this)
    wire.connect([this.enter('connecting')], (opened) => {
      const cause = this.enter('registering', [opened])
      const info = { id: this.id, host: '127.0.0.1', port: 6001 }
      wire.send('up', 'register', this.registration(info), [cause], (packet) => {
        const step = this.report({ t: 'step', step: 'authenticated', about: this.id, causes: [packet] })
        wire.send('down', 'register', { code: 1, msg: 'ok', epoch: EPOCH }, [step], (ack) => {
          this.enter('started', [this.enter('registered', [ack])])
          this.process('ready')
        })
      })
    })
  }

  registration(info: object): object {
    const { id, serverType, pid, instance } = this
    return { protocol: 1, type: 'monitor', id, serverType, pid, instance, token: 'sesame', info }
  }

  /** Handles a server's `register`. */
  registered(server: Server, wire: Wire, packet: string): void {
    const step = this.report({ t: 'step', step: 'authenticated', about: server.id, causes: [packet] })
    wire.send('down', 'register', { code: 1, msg: 'ok', epoch: EPOCH }, [step], (ack) =>
      server.acknowledged(ack),
    )
    this.registry.set(server.id, server.record)
    const { id, instance } = server
    this.#change({ add: server.record }, { added: [{ id, instance }], removed: [] }, [step])
  }

  subscribe(server: Server, wire: Wire, reqId: number, packet: string): void {
    const cause = this.report({ t: 'step', step: 'subscriberAdded', about: server.id, causes: [packet] })
    this.#asking.push({ server, wire, reqId, cause })
    this.#window()
  }

  recorded(id: string, packet: string): void {
    this.#expected.delete(id)
    if (this.#expected.size > 0) return
    this.#expected.add('')
    for (const { server, wire } of this.subscribers.values()) {
      const body = { action: 'startOver', epoch: EPOCH }
      wire.send('down', 'monitor', { moduleId: WATCHDOG, body }, [packet], (notice) =>
        server.report({ t: 'step', step: 'startOverHeard', causes: [notice] }),
      )
    }
  }

  lost(server: Server): void {
    const { id, instance } = server
    this.registry.delete(id)
    this.subscribers.delete(id)
    const gone: Gone = { id, instance, reason: 'closed' }
    this.#change({ remove: gone }, { added: [], removed: [gone] }, [])
  }

  #change(change: Change, difference: { added: object[]; removed: object[] }, causes: string[]): void {
    this.#revision += 1
    const facts = { epoch: EPOCH, revision: this.#revision, size: this.registry.size }
    const cause = this.report({ t: 'view', ...facts, ...difference, causes } as Parameters<
      Actor['report']
    >[0])
    this.#changes.push({ change, cause })
    this.#window()
  }

  #window(): void {
    if (this.#changes.length + this.#asking.length === 1)
      this.stage.schedule(200_000, () => this.#closeWindow())
  }

  #closeWindow(): void {
    const changes = this.#changes.splice(0)
    if (changes.length) this.#announce(changes)
    for (const { server, wire, reqId, cause } of this.#asking.splice(0)) {
      this.subscribers.set(server.id, { server, wire })
      const servers = Object.fromEntries(this.registry)
      const body = { epoch: EPOCH, revision: this.#revision, settling: false, startedOver: false, servers }
      wire.send('down', 'monitor', { respId: reqId, error: null, body }, [cause], (packet) =>
        server.subscribed(Object.values(servers), body.revision, packet),
      )
    }
  }

  #announce(changes: { change: Change; cause: string }[]): void {
    const revision = this.#revision
    const body = noticeOf(
      changes.map(({ change }) => change),
      revision,
    )
    const causes = changes.map(({ cause }) => cause)
    for (const { server, wire } of this.subscribers.values()) {
      wire.send('down', 'monitor', { moduleId: WATCHDOG, body }, causes, (packet) =>
        server.learn(
          changes.map(({ change }) => change),
          revision,
          packet,
        ),
      )
    }
  }
}

export class Server extends SyntheticProcess {
  readonly info: ServerInfo & { serverType: string }
  readonly record: ServerRecord
  readonly view = new Map<string, ServerRecord>()
  readonly wires: Wire[] = []
  #master: Master
  #asked = 0
  onStarted: () => void = () => undefined

  constructor(master: Master, id: string, serverType: string, pid: number, port: number | 'none') {
    super(master.stage, id, serverType, pid)
    this.#master = master
    const callable = port === 'none' ? {} : { port, services: { [serverType]: ['hello', 'leave'] } }
    this.info = { id, serverType, host: '127.0.0.1', ...callable }
    this.record = { ...this.info, instance: this.instance }
  }

  start(): void {
    this.process('spawned')
    this.stage.schedule(this.stage.between(60, 110), () => {
      this.enter('starting')
      const wire = new Wire('control', this, this.#master)
      this.wires.push(wire)
      wire.connect([this.enter('connecting')], (opened) => this.#register(wire, opened))
    })
  }

  #register(wire: Wire, opened: string): void {
    const { id, serverType, pid, instance } = this
    const { info } = this
    const body = { protocol: 1, type: 'monitor', id, serverType, pid, instance, token: 'sesame', info }
    const cause = this.enter('registering', [opened])
    wire.send('up', 'register', body, [cause], (packet) => this.#master.registered(this, wire, packet))
  }

  acknowledged(ack: string): void {
    const cause = this.enter('subscribing', [this.enter('registered', [ack])])
    const wire = this.wires[0]
    const reqId = (this.#asked += 1)
    const body = { action: 'subscribe', id: this.id }
    wire?.send('up', 'monitor', { reqId, moduleId: WATCHDOG, body }, [cause], (packet) =>
      this.#master.subscribe(this, wire, reqId, packet),
    )
  }

  subscribed(list: ServerRecord[], revision: number, packet: string): void {
    const found = this.report({ t: 'step', step: 'callbackFound', causes: [packet] })
    this.learn(
      list.map((add) => ({ add })),
      revision,
      found,
    )
    const cause = this.enter('subscribed', [found])
    this.stage.schedule(this.stage.between(1, 6), () => this.#started(cause))
  }

  learn(changes: Change[], revision: number, cause: string): void {
    const added = changes.flatMap((change) => ('add' in change ? [change.add] : []))
    const removed = changes.flatMap((change) => ('remove' in change ? [change.remove] : []))
    for (const record of added) this.view.set(record.id, record)
    for (const gone of removed) this.view.delete(gone.id)
    const incarnations = added.map(({ id, instance }) => ({ id, instance }))
    const facts = { epoch: EPOCH, revision, size: this.view.size, causes: [cause] }
    const view = this.report({ t: 'view', ...facts, added: incarnations, removed })
    if (added.length) {
      const step = this.report({ t: 'step', step: 'serversAdded', causes: [view] })
      for (const record of added) this.#proxy(record, true, step)
    }
    for (const gone of removed) this.report({ ...proxyOf(gone), made: false, causes: [view] })
  }

  #proxy(record: ServerRecord, made: boolean, cause: string): void {
    if (record.port === undefined || record.services === undefined) return
    const { id: server, instance, serverType, services } = record
    const names = Object.keys(services)
    this.report({ t: 'proxy', server, instance, serverType, services: names, made, causes: [cause] })
  }

  #started(cause: string): void {
    if (!this.alive) return
    const started = this.enter('started', [cause])
    this.wires[0]?.send(
      'up',
      'monitor',
      { moduleId: WATCHDOG, body: { action: 'record', id: this.id } },
      [started],
      (packet) => this.#master.recorded(this.id, packet),
    )
    this.process('ready')
    this.onStarted()
  }

  /** Sends a batch of calls to a method of another server, over a new connection. */
  call(callee: Server, args: unknown[]): void {
    const wire = new Wire('rpc', this, callee)
    this.wires.push(wire)
    callee.wires.push(wire)
    const call = {
      id: (this.#asked += 1),
      namespace: 'user',
      service: callee.serverType,
      method: 'hello',
      args,
    }
    wire.connect([], () =>
      wire.send('up', 'rpc', [call], [], (packet) =>
        wire.send('down', 'rpc', [{ id: call.id, result: { ok: true } }], [packet]),
      ),
    )
  }

  /** Like SIGKILL: the peers see their connections close; the process reports nothing more. */
  killed(): void {
    this.alive = false
    this.process('exited', { code: null, signal: 'SIGKILL' })
    for (const wire of this.wires) wire.close('transport close')
    this.stage.schedule(400_000, () => this.#master.lost(this))
  }
}
