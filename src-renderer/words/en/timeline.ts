// English: the texts of timeline.
export const timeline = {
  summary: (lanes: number, from: string, to: string) =>
    `${lanes} ${lanes === 1 ? 'lane' : 'lanes'}, shown from ${from} to ${to}. The table of events lists every event; the sequence explains them.`,
  oneEnd: 'one end only',
  density: 'Density of packets: sent above each lane, received below. Zoom in for arrows.',
  noPackets: 'Packets appear here when the first process connects.',
}
