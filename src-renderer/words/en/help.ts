// English: the texts of help.
export const help = {
  inLists: 'In a list',
  /** Keys that lists, and lines between panels, handle themselves. */
  listKeys: [
    { keys: ['↑', '↓'], title: 'Next and previous row' },
    { keys: ['←', '→'], title: 'Fold and unfold; the buttons of a row' },
    { keys: ['Menu'], title: 'More actions (also Shift+F10)' },
    { keys: ['←', '→', '↑', '↓'], title: 'On a line between panels: resize; Enter resets' },
  ],
  title: 'Help',
  tabs: { keys: 'Keyboard', legend: 'Legend', terms: 'Terms' },
  phases: 'Phases',
  legend: (hasMaster: boolean) => [
    ['Arrow', 'a packet, from when it was sent to when it was received; glyph and colour show its phase'],
    ['Dashed', 'an answer, or a packet with one known end: lost, in flight, or the other end is not tapped'],
    ['Band', 'the state of a process: grey, then blue while it joins, then green; hatching where it exited'],
    ['Hollow band', 'a program beside the cluster, or a server that is not observed'],
    [
      'Red rail',
      `below a band: the server’s view or proxies differ from ${hasMaster ? 'the master’s registry' : 'the live members'}`,
    ],
    ['Small marks', 'below a band: connections, internal steps, proxies, faults, log lines'],
    ['Red flag', 'on the axis: a finding of the checks; the findings are a tab at the bottom'],
    ['Zigzag', 'folded idle time'],
  ],
}
