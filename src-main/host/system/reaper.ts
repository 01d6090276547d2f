// The net under everything: a small shell that outlives Grove and ends the servers that a killed Grove left behind.
// IPC's disconnect lets a healthy server stop by itself; this one reaches the busy, the paused and the deaf.
import { spawn, type ChildProcess } from 'node:child_process'
import type { ProcessLedger } from './process-ledger.ts'

/**
 * Told the run's mark in the first line of stdin, then `+ pid` and `- pid` of each process group. When stdin ends, what
 * is left gets TERM, and KILL after 2 s (at once where `now` was said): the groups, and every process whose environment has the mark, for a server may
 * have started it in a session of its own. The mark comes by stdin so that no command line here holds it.
 */
const SCRIPT = `trap '' INT TERM HUP
read -r mark
pids=' '
now=
while read -r word pid; do
  case $word in
    +) pids="$pids$pid " ;;
    -) pids="\${pids%% $pid *} \${pids#* $pid }" ;;
    now) now=1 ;;
  esac
done
marked() {
  if [ -r /proc/self/environ ]; then
    for file in $(grep -lsF -e "$mark" /proc/[0-9]*/environ); do
      file=\${file#/proc/}
      echo "\${file%/environ}"
    done
  else
    ps -axEww -o pid=,command= | while read -r pid rest; do
      case $rest in *"$mark"*) echo "$pid" ;; esac
    done
  fi
}
alive() {
  for pid in $pids; do kill -s 0 -- -$pid && return; done
  [ "$(marked)" ]
}
send() {
  for pid in $pids; do kill -s $1 -- -$pid; done
  for pid in $(marked); do kill -s $1 $pid; done
}
alive || exit 0
if [ ! "$now" ]; then
  send CONT
  send TERM
  sleep 2 &
  timer=$!
  while kill -s 0 $timer; do
    sleep 0.1
    alive && continue
    kill -s KILL $timer
    exit 0
  done
fi
send KILL
`

/** A shell that cannot live here is not started for ever. */
const STARTS = 5

type Net = Pick<ProcessLedger, 'add' | 'remove' | 'reapedBy' | 'close'>

export class Reaper {
  readonly #mark: string
  readonly #ledger: Net
  #starts = 0
  readonly #pids = new Set<number>()
  #shell: ChildProcess | null = null

  /**
   * @param mark `NAME=value`, in the environment of every process of the run
   * @param ledger the net below this one, told the same
   */
  constructor(mark: string, ledger: Net) {
    this.#mark = mark
    this.#ledger = ledger
  }

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
    shell.stdin.write(`${this.#mark}\n`)
    for (const pid of this.#pids) this.#tell('+', pid)
    shell.unref()
    if (shell.pid !== undefined) this.#ledger.reapedBy(shell.pid)
  }

  /** @param id the server's */
  add(id: string, pid: number): void {
    this.#pids.add(pid)
    this.#tell('+', pid)
    this.#ledger.add(id, pid)
  }

  remove(pid: number): void {
    if (this.#pids.delete(pid)) this.#tell('-', pid)
    this.#ledger.remove(pid)
  }

  /** Lets it end, and with it what is left of the run: all had their time. Resolves when it has. */
  async stop(): Promise<void> {
    await this.#end()
    await this.#ledger.close()
  }

  #end(): Promise<void> {
    const shell = this.#shell
    this.#shell = null
    if (!shell || shell.exitCode !== null || shell.signalCode !== null) return Promise.resolve()
    return new Promise((resolve) => {
      shell.ref()
      shell.once('exit', () => resolve())
      shell.once('error', () => resolve())
      shell.stdin?.end('now\n')
    })
  }

  #tell(word: '+' | '-', pid: number): void {
    this.#shell?.stdin?.write(`${word} ${pid}\n`)
  }
}
