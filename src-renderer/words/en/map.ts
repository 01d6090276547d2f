// English: the texts of the map, and the names of the three layouts.
export const map = {
  layouts: { sequence: 'Sequence', timeline: 'Timeline', map: 'Map' },
}
