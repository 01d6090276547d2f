// English: the texts of dropped files.
export const drop = {
  open: 'Drop to open',
  openText: 'A timeline or a report. It opens read-only; nothing is started.',
  compare: (name: string) => `Drop to compare with ${name}`,
  compareText: 'The dropped run is shown beside this one.',
  sending: (name: string) => `Reading ${name}`,
  cancel: 'Cancel',
  tooMany: 'Drop one file to open it, or two to compare them.',
  noTimeline: (name: string) => `${name} is neither a timeline (.ndjson, .ndjson.gz) nor a report (.html).`,
  empty: (name: string) => `${name} is empty.`,
  unknownTitle: 'Where is it?',
  unknown:
    'A browser does not tell Grove where a dropped folder or plan is. Choose it in Grove, or name it in a terminal:',
  choose: 'Choose a folder…',
}
