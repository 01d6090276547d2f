// A shell process that outlives Grove and kills the servers that did not stop when Grove was killed: busy or suspended
// servers, and those that ignore SIGTERM. Other servers stop by themselves when the IPC channel disconnects.
import { spawn, type ChildProcess } from 'node:child_process'
import type { Writable } from 'node:stream'
import { assertDescriptorsFree } from './descriptors.ts'
import type { ProcessLedger } from './process-ledger.ts'

/**
 * Reads from stdin the mark of the run, then a line `+ pid` or `- pid` for each process group. When stdin ends, it sends
 * TERM, and KILL after 2 s (at once after the line `now`) to the remaining groups and to every process whose environment
 * has the mark: a server may have started it in another session. The mark comes by stdin so that no command line has it.
 */
const SCRIPT = `trap '' INT TERM HUP
read -r mark
pids=' '
now=
while read -r verb pid; do
  case $verb in
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

/** Gives up after this number of starts: the shell cannot run here. */
const MAX_STARTS = 5

/** Its stdin, and the pipe by which the system reports a failed spawn. */
const SPAWN_DESCRIPTORS = 4

type Shell = ChildProcess & { stdin: Writable }
type LedgerWriter = Pick<ProcessLedger, 'add' | 'remove' | 'setReaper' | 'close'>

export class Reaper {
  readonly #mark: string
  readonly #ledger: LedgerWriter
  #starts = 0
  readonly #pids = new Set<number>()
  #shell: Shell | null = null

  /**
   * @param mark `NAME=value`, in the environment of every process of the run
   * @param ledger gets the same processes
   */
  constructor(mark: string, ledger: LedgerWriter) {
    this.#mark = mark
    this.#ledger = ledger
  }

  /** Does nothing on Windows, where a job object ends the servers. */
  start(): void {
    if (process.platform === 'win32' || this.#starts >= MAX_STARTS) return
    this.#starts += 1
    const shell = spawnShell()
    this.#shell = shell
    if (!shell) return
    shell.on('error', () => {})
    shell.stdin.on('error', () => {})
    shell.once('exit', () => {
      if (this.#shell === shell) this.start()
    })
    shell.stdin.write(`${this.#mark}\n`)
    for (const pid of this.#pids) this.#write('+', pid)
    shell.unref()
    if (shell.pid !== undefined) this.#ledger.setReaper(shell.pid)
  }

  /** @param id of the server */
  add(id: string, pid: number): void {
    this.#pids.add(pid)
    this.#write('+', pid)
    this.#ledger.add(id, pid)
  }

  remove(pid: number): void {
    if (this.#pids.delete(pid)) this.#write('-', pid)
    this.#ledger.remove(pid)
  }

  /** Kills what is left of the run at once. Resolves when the shell has ended. */
  async stop(): Promise<void> {
    await this.#endShell()
    await this.#ledger.close()
  }

  #endShell(): Promise<void> {
    const shell = this.#shell
    this.#shell = null
    if (!shell || shell.exitCode !== null || shell.signalCode !== null) return Promise.resolve()
    return new Promise((resolve) => {
      shell.ref()
      shell.once('exit', () => resolve())
      shell.once('error', () => resolve())
      shell.stdin.end('now\n')
    })
  }

  #write(verb: '+' | '-', pid: number): void {
    this.#shell?.stdin.write(`${verb} ${pid}\n`)
  }
}

/** Null where the system refuses it; the servers then end by themselves if Grove is killed. */
function spawnShell(): Shell | null {
  try {
    assertDescriptorsFree(SPAWN_DESCRIPTORS)
    return spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  } catch {
    return null
  }
}
