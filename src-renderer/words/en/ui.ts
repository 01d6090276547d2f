// English: the texts of the parts that views share.
export const ui = {
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',
  dismiss: 'Dismiss',
  showMore: (count: string, all: string) => `Show ${count} more of ${all}`,
  showAllCharacters: (count: string) => `Show all ${count} characters`,
  notMeasured: 'not measured yet',
  highest: (value: string) => `max ${value}`,
  highestIn: (span: string) => `The highest value in ${span}`,
  resize: (name: string) => `${name}: drag or use the arrow keys; double-click resets`,
}
