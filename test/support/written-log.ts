// Writes log files as servers leave them, each line at its time.
import { appendFileSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { encodeLogMark, type LogMarkKind } from '../../core/protocol/log-mark.ts'
import type { LogPage, LogQuery } from '../../src-main/contract/index.ts'
import { LogTimesCache, LogFile } from '../../src-main/host/logs/log-file.ts'
import { readPage } from '../../src-main/host/logs/log-page.ts'
import { loggedServers } from '../../src-main/host/logs/log-names.ts'

export class WrittenLogs {
  readonly folder: string
  readonly #times = new LogTimesCache()

  constructor(folder: string) {
    this.folder = join(folder, 'logs')
    mkdirSync(this.folder)
  }

  print(server: string, at: number, text: string | Buffer, kind: LogMarkKind = 'stdout'): void {
    const log = join(this.folder, `${server}.log`)
    const offset = statSync(log, { throwIfNoEntry: false })?.size ?? 0
    appendFileSync(join(this.folder, `${server}.times`), encodeLogMark({ at, offset, kind }))
    appendFileSync(log, text)
  }

  read(query: LogQuery = {}, options: { alive?: boolean; spent?: () => boolean } = {}): LogPage {
    const servers = query.servers ?? loggedServers(this.folder)
    const files = servers.map(
      (server) => new LogFile(this.folder, server, !options.alive, this.#times.timesOf(this.folder, server)),
    )
    try {
      return readPage(files, query, options.spent ?? (() => false))
    } finally {
      for (const file of files) file[Symbol.dispose]()
    }
  }

  /** `server:text` of each line. */
  texts(query: LogQuery = {}): string[] {
    return textsOf(this.read(query))
  }
}

export function textsOf({ lines }: LogPage): string[] {
  return lines.map(({ server, text }) => `${server}:${text}`)
}
