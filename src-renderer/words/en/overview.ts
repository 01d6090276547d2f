// English: the texts of overview.
const kinds = { death: 'Ended', fault: 'Fault', finding: 'Finding', change: 'Recording', note: 'Note' }

export const overview = {
  title: 'Overview',
  playhead: 'Playhead',
  live: 'Now, live',
  atEnd: (moment: string) => `${moment}, the end`,
  past: (moment: string, span: string, isLive: boolean) =>
    `${moment}, ${span} ${isLive ? 'ago' : 'before the end'}`,
  marks: 'Marks of the run',
  mark: (moment: string, kind: keyof typeof kinds, text: string) => `${moment} ${kinds[kind]}: ${text}`,
  notYet: 'not yet',
  noServer: 'no server yet',
  started: (started: number, total: number) => `${started} of ${total} started`,
  agree: (agreeing: number, total: number) => `${agreeing} of ${total} agree`,
  more: (count: number) => `and ${count} more`,
}
