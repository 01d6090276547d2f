// English: the texts of the dialog that picks a folder or a timeline.
export const picker = {
  openFolder: 'Open a folder',
  openTimeline: 'Open a timeline',
  parent: 'Parent folder',
  path: 'Path',
  go: 'Go',
  projects: {
    grove: 'This folder has a grove.json.',
    pomelo: 'This is a Pomelo or Pinus project.',
    none: 'No grove.json in this folder.',
  },
  noFolders: 'No folders here.',
  noTimelines: 'No folders and no timelines here.',
  omitted: (count: number) => `${count} more are not shown. Type the path.`,
  recent: 'Recent',
  cancel: 'Cancel',
  openThis: 'Open this folder',
}
