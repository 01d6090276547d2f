// Processes on macOS and other Unix, from `ps`. Start times are exact to the second: a pid that is reused within the same
// second passes for the same process.
import { execFile } from 'node:child_process'

const LINE = /^\s*(\d+)\s+(\S+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]{8}\s+\d{4})\s+(.*)$/

export async function processesFromPs(pids: readonly number[]) {
  return parsePs(await ps(['-o', 'pid=,stat=,lstart=,command=', '-p', pids.join(',')]))
}

/** Returns the processes whose environment has this variable. The system hides the environments of its own programs. */
export async function markedPidsFromPs(mark: string): Promise<number[]> {
  const lines = (await ps(['-axEww', '-o', 'pid=,command='])).split('\n')
  return lines.filter((line) => line.split(' ').includes(mark)).map((line) => parseInt(line, 10))
}

function parsePs(text: string) {
  return text.split('\n').flatMap((line) => {
    const [, pid, state, startTime, command] = LINE.exec(line) ?? []
    if (!pid || !state || !startTime || state.startsWith('Z')) return []
    const startedAt = new Date(`${startTime} UTC`).toISOString()
    return [
      {
        pid: Number(pid),
        startTime: startTime.replace(/\s+/g, ' '),
        command: command ?? '',
        startedAt,
        isSuspended: state.startsWith('T'),
      },
    ]
  })
}

/** Language and time zone are fixed, so that a start time always has the same text. Returns '' if nothing was found. */
function ps(args: string[]): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }
  return new Promise((resolve, reject) => {
    execFile('ps', args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      // A number is the exit code, which says that nothing was found.
      if (error && typeof error.code !== 'number') reject(error)
      else resolve(stdout)
    })
  })
}
