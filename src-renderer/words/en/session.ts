// English: the texts of what the whole page does, whatever screen it shows.
export const session = {
  reportDamaged: (error: string) => `This report is damaged: ${error}`,
  title: (name: string) => `${name} · Grove`,
  opening: 'Opening the timeline…',
  openingShare: (percent: number) => `Opening the timeline… ${percent} %`,
  reading: 'Reading the project…',
  starting: 'Starting…',
  saving: 'Saving the plan…',
  creating: 'Creating the project…',
  connecting: 'Connecting to the other Grove…',
  lost: 'The connection to Grove is lost. Reconnecting…',
  frozen: {
    connectionLost: 'the connection to the launcher is lost',
    launcherEnded: 'the launcher ended',
    silent: 'the launcher does not answer',
    notRunHere: 'this launcher does not run it',
  },
}
