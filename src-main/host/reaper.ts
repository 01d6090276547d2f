// The net under everything: a small shell that outlives Grove and ends the servers that a killed Grove left behind.
// IPC's disconnect lets a healthy server stop by itself; this one reaches the busy, the paused and the deaf.
import { spawn, type ChildProcess } from 'node:child_process'

/** Told `+ pid` and `- pid` on stdin; when stdin ends, what is left gets TERM, and KILL after 2 s. */
const SCRIPT = `trap '' INT TERM HUP
pids=' '
while read -r word pid; do
  case $word in
    +) pids="$pids$pid " ;;
    -) pids="\${pids%% $pid *} \${pids#* $pid }" ;;
  esac
done
for pid in $pids; do kill -s CONT -- -$pid; kill -s TERM -- -$pid; done
turn=0
while [ $turn -lt 20 ]; do
  alive=
  for pid in $pids; do kill -s 0 -- -$pid && alive=1; done
  [ "$alive" ] || exit 0
  sleep 0.1
  turn=$((turn + 1))
done
for pid in $pids; do kill -s KILL -- -$pid; done
`

/** A shell that cannot live here is not started for ever. */
const STARTS = 5

export class Reaper {
  #starts = 0
  readonly #pids = new Set<number>()
  #shell: ChildProcess | null = null

  /** Windows needs none: there the servers are in Grove's job object. */
  start(): void {
    if (process.platform === 'win32' || this.#starts >= STARTS) return
    this.#starts += 1
    const shell = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
    this.#shell = shell
    shell.on('error', () => {})
    shell.stdin.on('error', () => {})
    shell.once('exit', () => {
      if (this.#shell === shell) this.start()
    })
    for (const pid of this.#pids) this.#tell('+', pid)
    shell.unref()
  }

  add(pid: number): void {
    this.#pids.add(pid)
    this.#tell('+', pid)
  }

  remove(pid: number): void {
    if (this.#pids.delete(pid)) this.#tell('-', pid)
  }

  /** Lets it end; resolves when it has. */
  stop(): Promise<void> {
    const shell = this.#shell
    this.#shell = null
    if (!shell || shell.exitCode !== null || shell.signalCode !== null) return Promise.resolve()
    return new Promise((resolve) => {
      shell.ref()
      shell.once('exit', () => resolve())
      shell.once('error', () => resolve())
      shell.stdin?.end()
    })
  }

  #tell(word: '+' | '-', pid: number): void {
    this.#shell?.stdin?.write(`${word} ${pid}\n`)
  }
}
