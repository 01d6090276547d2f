// English: the texts of events.
export const events = {
  name: 'Events',
  columns: { time: 'Time', event: 'Event', from: 'From', to: 'To', latency: 'Latency' },
  details: 'Details',
  sortBy: (column: string) => `Sort by ${column.toLowerCase()}`,
  width: (column: string) => `Width of ${column}`,
  count: (events: number) => (events === 1 ? '1 event' : `${events.toLocaleString('en')} events`),
  hits: (hits: number, events: number) =>
    `${hits.toLocaleString('en')} of ${events === 1 ? '1 event' : `${events.toLocaleString('en')} events`}`,
  copyRow: 'Copy row',
  copyJson: 'Copy the row as JSON',
  noHit: 'No event passes the filter.',
  clearFilter: 'Clear the filter',
  none: 'No events yet.',
  loading: 'Loading the events…',
  new: (count: number) => `${count.toLocaleString('en')} new`,
}
